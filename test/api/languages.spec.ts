import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { User } from '@bellhop/hotel';
import type { SignedInUser } from '@bellhop/protocol';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { eventsAfter, headOf } from '../support/log.js';
import { Mailbox } from '../support/mailbox.js';

describe('the language of a user', () => {
  const mailbox = new Mailbox();
  let server: TestApp;
  let owner: Member;
  let staff: Member;
  beforeAll(async () => {
    server = await createTestApp({ mailer: mailbox });
    owner = await server.signIn('owner');
    staff = await server.signIn('staff');
  });
  afterAll(() => server.close());

  const choose = (member: Member, language: unknown, userId = member.signedIn.user.userId) =>
    member.call('patch', `/users/${userId}`, { language });
  const me = async (member: Member) => (await member.call('get', '/auth/me').expect(200)).body as SignedInUser;

  it('is the browser’s until they choose one, which staff may too', async () => {
    expect(staff.signedIn.user.language).toBeNull();
    const head = await headOf(staff);
    const { body } = await choose(staff, 'ar').expect(200);
    expect(body).toMatchObject({ language: 'ar' });
    expect(await me(staff)).toMatchObject({ language: 'ar' });
    // Other devices learn it at once.
    expect(await eventsAfter(staff, head)).toMatchObject([{ eventType: 'UserUpdated', payload: { language: 'ar' } }]);
    await choose(staff, null).expect(200);
    expect(await me(staff)).toMatchObject({ language: null });
    // The audit does not say that a name was changed to itself.
    const noted = await server.database.query<{ details: unknown }>(
      'select details from audit_entries where action = $1',
      ['user_changed'],
    );
    expect(noted).toEqual([{ details: null }, { details: null }]);
  });

  it.each(['xx', 'EN', '', 7])('cannot be %p', async (language) => {
    await choose(staff, language).expect(400);
    expect(await me(staff)).toMatchObject({ language: null });
  });

  it('is not another user’s to change', async () => {
    await choose(staff, 'de', owner.signedIn.user.userId).expect(403);
    expect(await me(owner)).toMatchObject({ language: null });
  });

  describe('decides about mails', () => {
    const subjectFor = async (email: string) => (await mailbox.newest(server, email)).subject;
    const forgot = (email: string, accepted: string) =>
      server.call('post', '/auth/password-reset', { email }).set('accept-language', accepted).expect(202);

    it('of a forgotten password, else the language of the browser', async () => {
      const { email } = staff.signedIn.user;
      await forgot(email, 'fr-CA,en;q=0.5');
      expect(await subjectFor(email)).toMatch(/mot de passe/);
      await choose(staff, 'pt').expect(200);
      await forgot(email, 'fr-CA,en;q=0.5');
      expect(await subjectFor(email)).toMatch(/palavra-passe/);
    });

    it('of a sign-up: the language of the browser', async () => {
      await server
        .call('post', '/auth/sign-up', {
          orgName: 'Sol',
          name: 'Sol',
          email: 'sol@sol.test',
          password: 'thirteen horses',
        })
        .set('accept-language', 'es-MX')
        .expect(202);
      expect(await subjectFor('sol@sol.test')).toMatch(/Confirme su dirección/);
    });

    it('of an invitation: the language of the inviter', async () => {
      await choose(owner, 'de').expect(200);
      const invited = { email: 'neu@aurora.test', name: 'Neu', role: 'manager', allProperties: true };
      const user = (await owner.call('post', '/users', invited).expect(201)).body as User;
      expect(user.language).toBeNull();
      expect(await subjectFor('neu@aurora.test')).toBe('Einladung zu Bellhop');
    });
  });
});
