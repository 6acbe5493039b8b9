import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEntry, User } from '@bellhop/hotel';
import type { Page, SignedIn } from '@bellhop/protocol';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../src/platform/database/database.js';
import { Invitations } from '../../src/platform/auth/accounts/invitations.js';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { eventsAfter, headOf } from '../support/log.js';
import { linkIn, Mailbox, tokenIn } from '../support/mailbox.js';
import { browserOf, refresh, refreshCookieOf, signInBrowser, withToken } from '../support/refresh-cookie.js';

const HOUR_MS = 3_600_000;
const PASSWORD = 'thirteen horses';
const PUBLIC_URL = 'https://bellhop.example';

describe('accounts', () => {
  const clock = new SimulatedClock(Date.now());
  const mailbox = new Mailbox();
  let server: TestApp;
  beforeAll(async () => {
    server = await createTestApp({ clock, mailer: mailbox, settings: { publicUrl: PUBLIC_URL } });
  });
  afterAll(() => server.close());
  beforeEach(() => void mailbox.mails.splice(0));

  const me = (signedIn: SignedIn) => withToken(server.call('get', '/auth/me'), { signedIn });
  const login = (email: string, password: string) => server.call('post', '/auth/login', { email, password });
  /** Moves the expiry of every link closer by `ms`: links expire by the database’s clock. */
  const age = (ms: number) =>
    server.database.query("update account_links set expires_at = expires_at - $1::bigint * interval '1 millisecond'", [
      ms,
    ]);
  const orgs = async () => (await server.database.query('select 1 from orgs', [])).length;
  let people = 0;
  const newAddress = () => `person-${(people += 1)}@nova.test`;

  describe('signing up', () => {
    const request = (email: string, more: object = {}) =>
      server.call('post', '/auth/sign-up', {
        orgName: 'Nova Stays',
        name: 'Nuno Reis',
        email,
        password: PASSWORD,
        ...more,
      });
    const confirm = (token: string, password = PASSWORD) =>
      server.call('post', '/auth/sign-up/confirm', { token, password });

    it('creates the organisation and its owner only when the link is followed', async () => {
      const before = await orgs();
      const address = newAddress();
      await request(address.toUpperCase()).expect(202, '');
      const mail = await mailbox.newest(server, address.toUpperCase());
      expect(await orgs()).toBe(before);
      await login(address, PASSWORD).expect(401);

      const answer = await confirm(tokenIn(mail)).expect(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      const { signedIn, refreshToken } = browserOf(answer);
      expect(signedIn.user).toMatchObject({
        role: 'owner',
        email: address,
        name: 'Nuno Reis',
        orgName: 'Nova Stays',
        propertyIds: [],
      });
      expect(await orgs()).toBe(before + 1);
      expect((await me(signedIn).expect(200)).body).toEqual(signedIn.user);
      await refresh(server, refreshToken).expect(200);
      await login(address, PASSWORD).expect(200);
      await withToken(server.call('post', '/properties'), { signedIn })
        .send({ name: 'Nova Um', city: 'Faro', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 40 })
        .expect(201);
    });

    it('needs the password chosen at sign-up besides the link: a wrong one is refused and does not use the link up', async () => {
      const address = newAddress();
      await request(address).expect(202);
      const token = tokenIn(await mailbox.newest(server, address));
      const before = await orgs();
      const refused = await confirm(token, 'what the owner of the address tries').expect(400);
      expect(refused.body).toMatchObject({ errors: [{ field: 'password' }] });
      expect(await orgs()).toBe(before);
      await confirm(token).expect(200);
    });

    it('responds alike whether or not the address has an account; only the mail differs', async () => {
      const [known, unknown] = ['owner@aurora.test', newAddress()];
      const answers = [await request(known), await request(unknown)];
      expect(answers.map(({ status, text }) => [status, text])).toEqual([
        [202, ''],
        [202, ''],
      ]);
      expect((await mailbox.newest(server, known)).text).toContain('already has an account');
      expect((await mailbox.newest(server, known)).text).not.toContain('token=');
      expect(linkIn(await mailbox.newest(server, unknown)).pathname).toBe('/welcome');
    });

    it('mails none of the submitted text, since anyone can sign up with a stranger’s address', async () => {
      const address = newAddress();
      await request(address, { orgName: 'Win at https://evil.example', name: 'You have won' }).expect(202);
      const { subject, text } = await mailbox.newest(server, address);
      expect(subject + text).not.toMatch(/evil|won/);
    });

    it('works once, within a day', async () => {
      const [first, second] = [newAddress(), newAddress()];
      await request(first).expect(202);
      const token = tokenIn(await mailbox.newest(server, first));
      const answers = await Promise.all([confirm(token), confirm(token), confirm(token)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
      await request(second).expect(202);
      const late = tokenIn(await mailbox.newest(server, second));
      await age(24 * HOUR_MS);
      const { body } = await confirm(late).expect(404);
      expect(body).toMatchObject({ code: 'invalid_link' });
    });

    it('stays valid while an instance whose clock is 25 h ahead issues links', async () => {
      const address = newAddress();
      await request(address).expect(202);
      const token = tokenIn(await mailbox.newest(server, address));
      clock.step(25 * HOUR_MS);
      const other = newAddress();
      await request(other).expect(202);
      await mailbox.newest(server, other);
      clock.step(-25 * HOUR_MS);
      await confirm(token).expect(200);
    });

    it('responds 409 when the address has an account by now', async () => {
      const address = newAddress();
      await request(address).expect(202);
      const first = tokenIn(await mailbox.newest(server, address));
      await request(address).expect(202);
      const second = tokenIn(await mailbox.newest(server, address));
      await confirm(first).expect(200);
      const before = await orgs();
      expect((await confirm(second).expect(409)).body).toMatchObject({ code: 'conflict' });
      expect(await orgs()).toBe(before);
    });

    it.each([
      ['password', { password: 'too short' }],
      ['password', { password: 'password123' }],
      ['password', { password: 'x'.repeat(257) }],
      ['password', { password: 'Nova Stays' }],
      ['email', { email: 'nobody' }],
      ['email', { email: 'a\u202Eb@mail.example' }],
      ['orgName', { orgName: 'Nova\nStays' }],
      ['name', { name: 'Nuno\u0007' }],
      ['orgName', { orgName: ' ' }],
      ['name', { name: 'x'.repeat(121) }],
      ['name', { name: 'a\0b' }],
    ])('refuses a bad %s: %j', async (field, more) => {
      const { body } = await request(newAddress(), more).expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ field })]);
    });
  });

  describe('a forgotten password', () => {
    const ask = (email: string) => server.call('post', '/auth/password-reset', { email });
    const confirm = (token: string, newPassword: string) =>
      server.call('post', '/auth/password-reset/confirm', { token, newPassword });
    const linkFor = async (email: string) => {
      await ask(email).expect(202, '');
      return tokenIn(await mailbox.newest(server, email));
    };
    /** Creates an account used by one test only. */
    const newAccount = async () => {
      const email = newAddress();
      await server.call('post', '/auth/sign-up', { orgName: 'Reset', name: 'Rita', email, password: PASSWORD });
      const token = tokenIn(await mailbox.newest(server, email));
      return {
        email,
        browser: browserOf(await server.call('post', '/auth/sign-up/confirm', { token, password: PASSWORD })),
      };
    };

    it('is replaced by a link, which ends every session', async () => {
      const { email, browser } = await newAccount();
      const link = linkIn((await linkFor(email), await mailbox.newest(server, email)));
      expect(`${link.origin}${link.pathname}${link.search}`).toBe(`${PUBLIC_URL}/reset-password`);
      const answer = await confirm(tokenIn(await mailbox.newest(server, email)), 'eleven new horses').expect(204);
      expect(refreshCookieOf(answer)).toBeUndefined();
      await me(browser.signedIn).expect(401);
      await refresh(server, browser.refreshToken).expect(401);
      await login(email, PASSWORD).expect(401);
      await login(email, 'eleven new horses').expect(200);
    });

    it('sends no mail to an address without an account, nor to a disabled or merely invited user', async () => {
      const { email } = await newAccount();
      await server.database.query('update users set disabled_at = now() where email = $1', [email]);
      const invited = newAddress();
      await invite(await server.signIn('owner'), invited);
      await mailbox.newest(server, invited);
      mailbox.mails.splice(0);
      for (const address of [newAddress(), email, invited]) {
        await ask(address).expect(202, '');
        expect(await mailbox.of(server, address)).toEqual([]);
      }
    });

    it('accepts each link once, within an hour, and only the newest', async () => {
      const { email } = await newAccount();
      const older = await linkFor(email);
      const newer = await linkFor(email);
      await confirm(older, 'one new password').expect(404);
      await confirm(newer, 'one new password').expect(204);
      expect((await confirm(newer, 'another new password').expect(404)).body).toMatchObject({ code: 'invalid_link' });
      const late = await linkFor(email);
      await age(HOUR_MS);
      await confirm(late, 'one new password').expect(404);
    });

    it('does not use the link up when the new password is refused', async () => {
      const { email } = await newAccount();
      const token = await linkFor(email);
      await confirm(token, 'short').expect(400);
      await confirm(token, email).expect(400);
      await confirm(token, 'long enough now').expect(204);
    });

    it('refuses the link of a user disabled since', async () => {
      const { email } = await newAccount();
      const token = await linkFor(email);
      await server.database.query('update users set disabled_at = now() where email = $1', [email]);
      await confirm(token, 'long enough now').expect(404);
    });

    it('refuses a link issued for another purpose', async () => {
      const email = newAddress();
      await server.call('post', '/auth/sign-up', { orgName: 'Other', name: 'Rita', email, password: PASSWORD });
      const token = tokenIn(await mailbox.newest(server, email));
      await confirm(token, 'long enough now').expect(404);
      await server.call('post', '/auth/invitations/look-up', { token }).expect(404);
      await server.call('post', '/auth/sign-up/confirm', { token, password: PASSWORD }).expect(200);
    });

    it('responds 202 even when the mail cannot be sent', async () => {
      const { email } = await newAccount();
      mailbox.broken = true;
      await ask(email).expect(202, '');
      expect(await mailbox.of(server, email)).toHaveLength(1);
      mailbox.broken = false;
      await confirm(await linkFor(email), 'long enough now').expect(204);
    });
  });

  describe('POST /auth/password', () => {
    const change = (signedIn: SignedIn, currentPassword: string, newPassword: string) =>
      withToken(server.call('post', '/auth/password', { currentPassword, newPassword }), { signedIn });

    it('changes the password and ends the user’s other sessions', async () => {
      const email = 'staff@borealis.test';
      const [here, elsewhere] = [await signInBrowser(server, email), await signInBrowser(server, email)];
      await server.call('post', '/auth/password-reset', { email }).expect(202);
      const reset = tokenIn(await mailbox.newest(server, email));
      await change(here.signedIn, 'bellhop-demo', PASSWORD).expect(204);
      await me(here.signedIn).expect(200);
      await refresh(server, here.refreshToken).expect(200);
      await me(elsewhere.signedIn).expect(401);
      await login(email, 'bellhop-demo').expect(401);
      await login(email, PASSWORD).expect(200);
      const stale = { token: reset, newPassword: 'of whoever asked before' };
      await server.call('post', '/auth/password-reset/confirm', stale).expect(404);
    });

    it.each([
      ['currentPassword', 'wrong', PASSWORD],
      ['newPassword', 'bellhop-demo', 'bellhop-demo'],
      ['newPassword', 'bellhop-demo', 'manager@aurora.test'],
      ['newPassword', 'bellhop-demo', 'short'],
    ])('refuses a bad %s and keeps the session', async (field, currentPassword, newPassword) => {
      const { signedIn } = await signInBrowser(server, 'manager@aurora.test');
      const { body } = await change(signedIn, currentPassword, newPassword).expect(400);
      expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
      await me(signedIn).expect(200);
      await login('manager@aurora.test', 'bellhop-demo').expect(200);
    });

    it('requires a session', () =>
      server.call('post', '/auth/password', { currentPassword: 'a', newPassword: PASSWORD }).expect(401));
  });

  /** Invites as the users domain does: a row without a password, a link, and the mail after the commit. */
  async function invite(owner: Member, email: string): Promise<{ userId: string; orgId: string }> {
    const { orgId, orgName, name } = owner.signedIn.user;
    const userId = uuidv7();
    const invitations = server.app.get(Invitations);
    const mail = await server.app.get(Database).transaction(async (tx) => {
      await tx.run(
        `insert into users (user_id, org_id, email, name, role, all_properties, created_at, updated_at)
         values ($1, $2, $3, 'Nadia', 'manager', true, now(), now())`,
        [userId, orgId, email],
        'object',
      );
      return invitations.issue(tx, { orgId, userId, email, orgName, inviterName: name, language: 'en' });
    });
    invitations.send(mail, () => Promise.resolve());
    return { userId, orgId };
  }

  describe('an invitation', () => {
    const lookUp = (token: string) => server.call('post', '/auth/invitations/look-up', { token });
    const accept = (token: string, more: object = {}) =>
      server.call('post', '/auth/invitations/accept', { token, password: PASSWORD, ...more });
    let owner: Member;
    beforeEach(async () => {
      owner = await server.signIn('owner');
    });

    it('shows who invites to which organisation, and signs in with a password of the user’s choice', async () => {
      const email = newAddress();
      const { userId, orgId } = await invite(owner, email);
      const mail = await mailbox.newest(server, email);
      expect(mail.subject).toBe('You are invited to Bellhop');
      expect(mail.text).toContain('“Helena Duarte” invites you to join “Aurora Hotels” on Bellhop.');
      expect(linkIn(mail).href.split('#')[0]).toBe(`${PUBLIC_URL}/join`);
      const token = tokenIn(mail);
      for (let times = 0; times < 2; times += 1) {
        expect((await lookUp(token).expect(200)).body).toEqual({ email, name: 'Nadia', orgName: 'Aurora Hotels' });
      }

      const head = await headOf(owner);
      const { signedIn } = browserOf(await accept(token, { name: 'Nadia Reis' }).expect(200));
      expect(signedIn.user).toMatchObject({ userId, orgId, email, role: 'manager', name: 'Nadia Reis' });
      expect(signedIn.user.propertyIds).toHaveLength(3);
      await login(email, PASSWORD).expect(200);
      expect(await eventsAfter(owner, head)).toMatchObject([
        {
          domain: 'users',
          eventType: 'UserJoined',
          payload: { userId, status: 'active', name: 'Nadia Reis', version: 2 } satisfies Partial<User>,
        },
      ]);
      await lookUp(token).expect(404);
      await accept(token).expect(404);
    });

    it('can be accepted once, even by concurrent requests', async () => {
      const email = newAddress();
      await invite(owner, email);
      const token = tokenIn(await mailbox.newest(server, email));
      const answers = await Promise.all([accept(token), accept(token), accept(token)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    });

    it('expires after seven days', async () => {
      const email = newAddress();
      await invite(owner, email);
      const token = tokenIn(await mailbox.newest(server, email));
      await age(7 * 24 * HOUR_MS - 60_000);
      await lookUp(token).expect(200);
      await age(60_000);
      await lookUp(token).expect(404);
      await accept(token).expect(404);
    });

    it('cannot be accepted when the address has an account in another organisation', async () => {
      const email = 'manager@borealis.test';
      await invite(owner, email);
      const token = tokenIn(await mailbox.newest(server, email));
      expect((await accept(token).expect(409)).body).toMatchObject({ code: 'conflict' });
      await login(email, 'bellhop-demo').expect(200);
      await login(email, PASSWORD).expect(401);
    });

    it('is void once the user is disabled or deleted', async () => {
      const [disabled, gone] = [newAddress(), newAddress()];
      await invite(owner, disabled);
      await invite(owner, gone);
      const tokens = [tokenIn(await mailbox.newest(server, disabled)), tokenIn(await mailbox.newest(server, gone))];
      await server.database.query('update users set disabled_at = now() where email = $1', [disabled]);
      await server.database.query('delete from users where email = $1', [gone]);
      for (const token of tokens) {
        await lookUp(token).expect(404);
        await accept(token).expect(404);
      }
    });

    it('is not used up when the password or the name is refused', async () => {
      const email = newAddress();
      await invite(owner, email);
      const token = tokenIn(await mailbox.newest(server, email));
      await accept(token, { password: 'short' }).expect(400);
      await accept(token, { password: 'Aurora Hotels' }).expect(400);
      await accept(token, { name: '' }).expect(400);
      await accept(token).expect(200);
    });

    it.each(['x', 'x'.repeat(257), '', 7, null])('responds 400 or 404 to a malformed token: %j', async (token) => {
      const { status } = await lookUp(token as string);
      expect([400, 404]).toContain(status);
    });
  });

  it('stores no link in clear text', async () => {
    const address = newAddress();
    await server.call('post', '/auth/password-reset', { email: 'manager@aurora.test' }).expect(202);
    await server.call('post', '/auth/sign-up', { orgName: 'x', name: 'x', email: address, password: PASSWORD });
    const tokens = [await mailbox.newest(server, 'manager@aurora.test'), await mailbox.newest(server, address)].map(
      tokenIn,
    );
    const rows = JSON.stringify(await server.database.query('select * from account_links', []));
    for (const token of tokens) {
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      expect(rows).not.toContain(token);
    }
    expect(rows).not.toContain(PASSWORD);
  });

  it('records each step in the audit trail, which the owner reads', async () => {
    const email = newAddress();
    await server.call('post', '/auth/sign-up', { orgName: 'Trail', name: 'Tera', email, password: PASSWORD });
    const token = tokenIn(await mailbox.newest(server, email));
    const browser = browserOf(
      await server.call('post', '/auth/sign-up/confirm', { token, password: PASSWORD }).expect(200),
    );
    await server.call('post', '/auth/password-reset', { email }).expect(202);
    const reset = { token: tokenIn(await mailbox.newest(server, email)), newPassword: 'eleven new horses' };
    await server.call('post', '/auth/password-reset/confirm', reset).expect(204);
    const { signedIn } = await signInBrowser(server, email, 'eleven new horses');
    const { body } = await withToken(server.call('get', '/audit'), { signedIn }).expect(200);
    expect((body as Page<AuditEntry>).items.map(({ action, actorName }) => [action, actorName])).toEqual([
      ['signed_in', 'Tera'],
      ['password_reset', 'Tera'],
      ['signed_in', 'Tera'],
      ['org_created', 'Tera'],
    ]);
    expect(browser.signedIn.user.orgId).toBe(signedIn.user.orgId);
  });
});
