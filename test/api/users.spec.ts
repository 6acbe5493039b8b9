import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { User, UsersSummary } from '@bellhop/hotel';
import { type Page, parseCursor, type PollResponse, type SignedIn } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { BackgroundTasks } from '../../src/platform/auth/background-tasks.js';
import { eventsAfter, headOf } from '../support/log.js';
import { Mailbox, tokenIn } from '../support/mailbox.js';

const PASSWORD = 'a bunch of brass keys';

describe('users', () => {
  const mailbox = new Mailbox();
  let server: TestApp;
  let owner: Member;
  let manager: Member;
  let staff: Member;
  let stranger: Member;
  let head: string;
  let guest: User;
  let counter = 0;
  beforeAll(async () => {
    server = await createTestApp({ mailer: mailbox });
    owner = await server.signIn('owner');
    manager = await server.signIn('manager');
    staff = await server.signIn('staff');
    stranger = await server.signIn('owner', 'borealis');
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    counter += 1;
    guest = await invite({ email: `guest${counter}@aurora.test` });
    head = await headOf(owner);
  });

  const invitation = (fields: object) => ({
    email: 'guest@aurora.test',
    name: 'Vera Guest',
    role: 'staff',
    propertyIds: [firstProperty(owner)],
    ...fields,
  });
  const invite = async (fields: object = {}) =>
    (await owner.call('post', '/users', invitation(fields)).expect(201)).body as User;
  const change = async (userId: string, body: object) =>
    (await owner.call('patch', `/users/${userId}`, body).expect(200)).body as User;
  const all = async (query = '') =>
    ((await owner.call('get', `/users?limit=200${query}`).expect(200)).body as Page<User>).items;
  const refusal = async (status: number, member: Member, userId: string, body: object) =>
    ((await member.call('patch', `/users/${userId}`, body).expect(status)).body as { code: string }).code;
  const idOf = ({ signedIn }: Member) => signedIn.user.userId;
  /** Accepts the invitation by the link in its mail. */
  const join = async ({ email }: User) => {
    const token = tokenIn(await mailbox.newest(server, email));
    const { body } = await server.call('post', '/auth/invitations/accept', { token, password: PASSWORD }).expect(200);
    return body as SignedIn;
  };
  const bearer = ({ accessToken }: SignedIn) => `Bearer ${accessToken}`;
  const logIn = ({ email }: User) => server.call('post', '/auth/login', { email, password: PASSWORD });
  const logInAgain = async (user: User) => (await logIn(user).expect(200)).body as SignedIn;

  describe('lists', () => {
    it('the users of the organisation to every member, without their passwords', async () => {
      for (const member of [owner, manager, staff]) {
        const { items } = (await member.call('get', '/users?limit=200').expect(200)).body as Page<User>;
        const mine = items.find(({ userId }) => userId === idOf(member));
        const { email, name, role } = member.signedIn.user;
        expect(mine).toMatchObject({ email, name, role, status: 'active' });
        expect(new Set(items.map(({ orgId }) => orgId))).toEqual(new Set([owner.signedIn.user.orgId]));
        expect(JSON.stringify(items)).not.toMatch(/argon|password/i);
      }
    });

    it('by status, role and property', async () => {
      const people = await all();
      for (const status of ['active', 'invited', 'disabled'] as const) {
        const some = people.filter((user) => user.status === status);
        expect(some.length).toBeGreaterThan(0);
        expect(await all(`&status=${status}`)).toEqual(some);
      }
      for (const role of ['owner', 'manager', 'staff'] as const) {
        expect(await all(`&role=${role}&status=active`)).toEqual(
          people.filter((user) => user.role === role && user.status === 'active'),
        );
      }
      const [, second = ''] = owner.signedIn.user.propertyIds;
      const there = people.filter(({ allProperties, propertyIds }) => allProperties || propertyIds.includes(second));
      expect(there.length).toBeLessThan(people.length);
      expect(await all(`&propertyId=${second}`)).toEqual(there);
      await staff.call('get', `/users?propertyId=${second}`).expect(404);
      await staff.call('get', `/users/summary?propertyId=${second}`).expect(404);
    });

    it('counts that add up, for the organisation and for one property', async () => {
      const count = async (query: string) => {
        const people = await all(query);
        const of = (fits: (user: User) => boolean) => people.filter(fits).length;
        return {
          byRole: {
            owner: of(({ role }) => role === 'owner'),
            manager: of(({ role }) => role === 'manager'),
            staff: of(({ role }) => role === 'staff'),
          },
          byStatus: {
            invited: of(({ status }) => status === 'invited'),
            active: of(({ status }) => status === 'active'),
            disabled: of(({ status }) => status === 'disabled'),
          },
        };
      };
      const [, second = ''] = owner.signedIn.user.propertyIds;
      const summary = async (query: string) =>
        (await owner.call('get', `/users/summary${query}`).expect(200)).body as UsersSummary;
      expect(await summary('')).toEqual(await count(''));
      expect(await summary(`?propertyId=${second}`)).toEqual(await count(`&propertyId=${second}`));
    });

    it('with the cursor that the stream continues from', async () => {
      for (const path of ['/users', '/users/summary', `/users/${guest.userId}`]) {
        const { headers } = await staff.call('get', path).expect(200);
        expect(parseCursor(headers['x-realtime-cursor'] as string)).toBeDefined();
      }
    });
  });

  describe('an invitation', () => {
    it('adds a user, and everyone is notified', async () => {
      const user = await invite({
        email: 'Nova@Aurora.Test',
        role: 'manager',
        propertyIds: undefined,
        allProperties: true,
      });
      expect(user).toEqual({
        userId: user.userId,
        orgId: owner.signedIn.user.orgId,
        email: 'nova@aurora.test',
        name: 'Vera Guest',
        language: null,
        role: 'manager',
        status: 'invited',
        allProperties: true,
        propertyIds: [],
        createdAt: user.createdAt,
        updatedAt: user.createdAt,
        updatedBy: owner.signedIn.user.userId,
        version: 1,
        invitationSentAt: user.createdAt,
        invitationEndsAt: new Date(Date.parse(user.createdAt) + 7 * 86_400_000).toISOString(),
        invitationFailedAt: null,
      });
      const { body } = await staff.call('get', `/v2/realtime/poll?timeoutMs=1000&cursor=${head}`).expect(200);
      const { events } = body as PollResponse;
      expect(events).toMatchObject([{ domain: 'users', eventType: 'UserCreated', payload: user }]);
      expect(events[0]).not.toHaveProperty('propertyId');
      expect((await staff.call('get', `/users/${user.userId}`).expect(200)).body).toEqual(user);
    });

    it('can neither sign in nor be assigned a task', async () => {
      await server.call('post', '/auth/login', { email: guest.email, password: 'bellhop-demo' }).expect(401);
      const task = { propertyId: firstProperty(owner), title: 'x', assigneeId: guest.userId };
      expect((await owner.call('post', '/tasks', task).expect(400)).body).toMatchObject({
        errors: [{ field: 'assigneeId' }],
      });
    });

    it('is limited to one per address, however it is written', async () => {
      for (const email of [guest.email, guest.email.toUpperCase(), 'staff@aurora.test']) {
        const { body } = await owner.call('post', '/users', invitation({ email })).expect(409);
        expect(body).toMatchObject({ code: 'conflict' });
      }
      expect(await eventsAfter(owner, head)).toEqual([]);
    });

    it('does not reveal which addresses have an account elsewhere', async () => {
      const known = await owner.call('post', '/users', invitation({ email: 'owner@borealis.test' })).expect(201);
      const unknown = await owner.call('post', '/users', invitation({ email: 'nobody@borealis.test' })).expect(201);
      const shape = ({ body, headers }: typeof known) => ({
        fields: Object.keys(body as object),
        headers: Object.keys(headers).sort(),
        status: (body as User).status,
      });
      expect(shape(known)).toEqual(shape(unknown));
      await server.signIn('owner', 'borealis');
    });

    it('is created once for an Idempotency-Key sent twice', async () => {
      const send = () =>
        owner.call('post', '/users', invitation({ email: 'once@aurora.test' })).set('idempotency-key', 'invite-once');
      const first = await send().expect(201);
      const sent = await mailbox.of(server, 'once@aurora.test');
      const again = await send().expect(201).expect('idempotent-replayed', 'true');
      expect(again.body).toEqual(first.body);
      expect(sent).toHaveLength(1);
      expect(await mailbox.of(server, 'once@aurora.test')).toEqual(sent);
      expect(await eventsAfter(owner, head)).toHaveLength(1);
    });

    it('requires exactly one way to say which properties the user sees', async () => {
      for (const [fields, field] of [
        [{ propertyIds: undefined }, 'propertyIds'],
        [{ propertyIds: undefined, allProperties: false }, 'propertyIds'],
        [{ allProperties: true }, 'propertyIds'],
        [{ role: 'owner' }, 'propertyIds'],
        [{ role: 'owner', propertyIds: undefined, allProperties: false }, 'allProperties'],
      ] as const) {
        const { body } = await owner
          .call('post', '/users', invitation({ email: 'x@aurora.test', ...fields }))
          .expect(400);
        expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
      }
    });

    it('grants no property of another organisation', async () => {
      const foreign = firstProperty(stranger);
      const { body } = await owner
        .call('post', '/users', invitation({ email: 'x@aurora.test', propertyIds: [firstProperty(owner), foreign] }))
        .expect(404);
      expect(body).toMatchObject({ code: 'not_found' });
      expect(await refusal(404, owner, guest.userId, { propertyIds: [foreign] })).toBe('not_found');
      expect(await headOf(owner)).toBe(head);
    });

    it('is accepted by the link in its mail, and everyone is notified', async () => {
      const { user } = await join(guest);
      expect(user).toMatchObject({ userId: guest.userId, role: 'staff', propertyIds: guest.propertyIds });
      const row = (await staff.call('get', `/users/${guest.userId}`).expect(200)).body as User;
      expect(row).toEqual({
        ...guest,
        status: 'active',
        version: 2,
        updatedAt: row.updatedAt,
        updatedBy: guest.userId,
        invitationSentAt: null,
        invitationEndsAt: null,
      });
      expect(await eventsAfter(staff, head)).toMatchObject([{ eventType: 'UserJoined', payload: row }]);
      const task = { propertyId: firstProperty(owner), title: 'x', assigneeId: guest.userId };
      await owner.call('post', '/tasks', task).expect(201);
    });

    it('can be sent again until accepted', async () => {
      const first = tokenIn(await mailbox.newest(server, guest.email));
      const { body: again } = await owner.call('post', `/users/${guest.userId}/invitation`).expect(202);
      const { invitationSentAt, invitationEndsAt } = again as User;
      expect(again).toEqual({
        ...guest,
        updatedAt: (again as User).updatedAt,
        version: 2,
        invitationSentAt,
        invitationEndsAt,
      });
      expect(await mailbox.of(server, guest.email)).toHaveLength(2);
      expect(await eventsAfter(staff, head)).toMatchObject([{ eventType: 'UserInvitationChanged', payload: again }]);
      await server.call('post', '/auth/invitations/accept', { token: first, password: PASSWORD }).expect(404);
      await join(guest);
      const { body } = await owner.call('post', `/users/${guest.userId}/invitation`).expect(409);
      expect(body).toMatchObject({ code: 'conflict' });
    });

    it('says when it was sent and when it ends, until it is accepted', async () => {
      const { invitationSentAt, invitationEndsAt, invitationFailedAt } = guest;
      expect(Date.parse(invitationEndsAt ?? '') - Date.parse(invitationSentAt ?? '')).toBe(7 * 86_400_000);
      expect(invitationFailedAt).toBeNull();
      await join(guest);
      expect((await owner.call('get', `/users/${guest.userId}`).expect(200)).body).toMatchObject({
        ...{ invitationSentAt: null, invitationEndsAt: null, invitationFailedAt: null },
      });
    });

    it('says that its mail was refused, until it is sent again', async () => {
      mailbox.broken = true;
      const unlucky = await invite({ email: 'unlucky@aurora.test' });
      await server.app.get(BackgroundTasks).settled();
      mailbox.broken = false;
      const read = async () => (await owner.call('get', `/users/${unlucky.userId}`).expect(200)).body as User;
      const refused = await read();
      expect(refused).toMatchObject({ version: 2, invitationFailedAt: expect.any(String) as unknown, updatedBy: null });
      expect((await eventsAfter(staff, head)).slice(-1)).toMatchObject([
        { eventType: 'UserInvitationChanged', payload: refused },
      ]);
      await owner.call('post', `/users/${unlucky.userId}/invitation`).expect(202);
      await server.app.get(BackgroundTasks).settled();
      expect(await read()).toMatchObject({ version: 3, invitationFailedAt: null });
    });

    it('is not called refused because an older mail of it was', async () => {
      mailbox.broken = true;
      const late = await invite({ email: 'late@aurora.test' });
      await server.database.query(
        `update users set invitation_sent_at = now() + interval '1 minute' where user_id = $1`,
        [late.userId],
      );
      await server.app.get(BackgroundTasks).settled();
      mailbox.broken = false;
      expect((await owner.call('get', `/users/${late.userId}`).expect(200)).body).toMatchObject({
        invitationFailedAt: null,
        version: 1,
      });
    });

    it('can be withdrawn until accepted', async () => {
      await owner.call('delete', `/users/${guest.userId}`).set('if-match', '"7"').expect(412);
      await owner.call('delete', `/users/${guest.userId}`).set('if-match', '"1"').expect(204);
      await owner.call('get', `/users/${guest.userId}`).expect(404);
      const token = tokenIn(await mailbox.newest(server, guest.email));
      await server.call('post', '/auth/invitations/accept', { token, password: PASSWORD }).expect(404);
      expect(await eventsAfter(staff, head)).toMatchObject([
        { eventType: 'UserDeleted', payload: { userId: guest.userId, version: 2, deletedBy: idOf(owner) } },
      ]);
      const { body } = await owner.call('delete', `/users/${idOf(staff)}`).expect(409);
      expect(body).toMatchObject({ code: 'conflict' });
    });
  });

  describe('an update', () => {
    it('is one version, with one event per kind that each carry the final row', async () => {
      const [first = '', second = ''] = owner.signedIn.user.propertyIds;
      await join(guest);
      head = await headOf(owner);
      const user = await change(guest.userId, {
        name: 'Vera Changed',
        role: 'manager',
        propertyIds: [second, first],
        disabled: true,
      });
      expect(user).toMatchObject({
        name: 'Vera Changed',
        role: 'manager',
        propertyIds: [first, second].sort(),
        status: 'disabled',
        version: 3,
      });
      const events = await eventsAfter(staff, head);
      expect(events.map(({ eventType }) => eventType)).toEqual([
        'UserUpdated',
        'UserRoleChanged',
        'UserPropertiesChanged',
        'UserDisabled',
      ]);
      for (const { payload } of events) expect(payload).toEqual(user);
      await change(guest.userId, { disabled: false });
      expect((await eventsAfter(staff, head)).at(-1)).toMatchObject({
        eventType: 'UserEnabled',
        payload: { status: 'active', version: 4 },
      });
    });

    it('that changes nothing raises nothing', async () => {
      const { name, role, propertyIds } = guest;
      expect(await change(guest.userId, { name, role, propertyIds, disabled: false })).toEqual(guest);
      expect(await change(guest.userId, {})).toEqual(guest);
      expect(await headOf(owner)).toBe(head);
    });

    it('to owner grants every property', async () => {
      expect(await change(guest.userId, { role: 'owner' })).toMatchObject({ allProperties: true, propertyIds: [] });
      expect((await eventsAfter(owner, head)).map(({ eventType }) => eventType)).toEqual([
        'UserRoleChanged',
        'UserPropertiesChanged',
      ]);
      expect(await refusal(400, owner, guest.userId, { allProperties: false })).toBe('validation_failed');
      expect(await change(guest.userId, { role: 'staff' })).toMatchObject({ allProperties: true });
      expect(await refusal(400, owner, guest.userId, { allProperties: false })).toBe('validation_failed');
      expect(await change(guest.userId, { allProperties: false, propertyIds: [] })).toMatchObject({
        allProperties: false,
        propertyIds: [],
      });
    });

    it('applies from the user’s next request on', async () => {
      const [, second = ''] = owner.signedIn.user.propertyIds;
      await manager.call('get', `/properties/${second}`).expect(200);
      await change(idOf(manager), { propertyIds: [firstProperty(owner)] });
      await manager.call('get', `/properties/${second}`).expect(404);
      await change(idOf(manager), { role: 'staff' });
      await manager.call('get', '/finance/summary').expect(403);
      await change(idOf(manager), { role: 'manager', allProperties: true });
      await manager.call('get', `/properties/${second}`).expect(200);
    });

    it('requires the current version when one is given', async () => {
      const patch = (version: string, body: object) =>
        owner.call('patch', `/users/${guest.userId}`, body).set('if-match', version);
      await patch('"1"', { name: 'One' }).expect(200).expect('etag', '"2"');
      expect((await patch('"1"', { name: 'Two' }).expect(412)).body).toMatchObject({ code: 'version_conflict' });
      const answers = await Promise.all(Array.from({ length: 5 }, (_, n) => patch('"2"', { name: `Try ${n}` })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
    });
  });

  describe('disabling', () => {
    it('signs the user out until enabled again', async () => {
      const here = await join(guest);
      const there = await logInAgain(guest);
      const me = (signedIn: SignedIn) => server.call('get', '/auth/me').set('authorization', bearer(signedIn));
      await me(here).expect(200);

      await change(guest.userId, { disabled: true });
      await me(here).expect(401);
      await logIn(guest).expect(401);
      await change(guest.userId, { disabled: false });
      await me(here).expect(401);
      await me(there).expect(401);
      await me(await logInAgain(guest)).expect(200);
    });

    it('is refused for oneself and for invited users', async () => {
      expect(await refusal(409, owner, idOf(owner), { disabled: true })).toBe('conflict');
      expect(await refusal(409, owner, guest.userId, { disabled: true })).toBe('conflict');
      expect(await headOf(owner)).toBe(head);
    });
  });

  describe('the last owner', () => {
    const makeOwnerAgain = (authorization: string) =>
      server
        .call('patch', `/users/${idOf(owner)}`, { role: 'owner' })
        .set('authorization', authorization)
        .expect(200);

    it('cannot step down while the others are only invited or disabled', async () => {
      const other = (await all('&role=owner')).find(({ status }) => status === 'invited');
      expect(other).toBeDefined();
      expect(await refusal(409, owner, idOf(owner), { role: 'manager' })).toBe('conflict');
      await join(guest);
      await change(guest.userId, { role: 'owner', disabled: true });
      expect(await refusal(409, owner, idOf(owner), { role: 'manager' })).toBe('conflict');
      await change(guest.userId, { disabled: false });
      const { body } = await owner.call('patch', `/users/${idOf(owner)}`, { role: 'manager' }).expect(200);
      expect(body).toMatchObject({ role: 'manager', allProperties: true });
      await owner.call('patch', `/users/${guest.userId}`, { role: 'staff' }).expect(403);
      const { body: guestSignedIn } = await server
        .call('post', '/auth/login', { email: guest.email, password: PASSWORD })
        .expect(200);
      await makeOwnerAgain(bearer(guestSignedIn as SignedIn));
      await change(guest.userId, { role: 'staff' });
    });

    it('cannot step down when two owners do so concurrently', async () => {
      const other = bearer(await join(guest));
      await change(guest.userId, { role: 'owner' });
      const answers = await Promise.all([
        owner.call('patch', `/users/${idOf(owner)}`, { role: 'manager' }).then(({ status }) => status),
        server
          .call('patch', `/users/${guest.userId}`, { role: 'manager' })
          .set('authorization', other)
          .then(({ status }) => status),
      ]);
      expect(answers.sort()).toEqual([200, 409]);
      const left = await server.database.query<{ user_id: string }>(
        `select user_id from users where org_id = $1 and role = 'owner' and password_hash is not null and disabled_at is null`,
        [owner.signedIn.user.orgId],
      );
      expect(left).toHaveLength(1);
      if (answers[0] === 200) await makeOwnerAgain(other);
    });
  });

  describe('access rights', () => {
    it.each(['manager', 'staff'] as const)('a %s may change only their own name', async (role) => {
      const member = role === 'manager' ? manager : staff;
      const name = `${member.signedIn.user.name} II`;
      const { body } = await member.call('patch', `/users/${idOf(member)}`, { name }).expect(200);
      expect(body).toMatchObject({ name });
      expect(await eventsAfter(owner, head)).toMatchObject([{ eventType: 'UserUpdated', payload: { name } }]);
      head = await headOf(owner);
      for (const attempt of [
        member.call('patch', `/users/${idOf(member)}`, { name: 'x', role: 'owner' }),
        member.call('patch', `/users/${idOf(member)}`, { allProperties: true }),
        member.call('patch', `/users/${idOf(owner)}`, { name: 'x' }),
        member.call('patch', `/users/${guest.userId}`, { disabled: true }),
        member.call('post', '/users', invitation({ email: 'x@aurora.test' })),
        member.call('post', `/users/${guest.userId}/invitation`),
        member.call('delete', `/users/${guest.userId}`),
      ]) {
        expect((await attempt.expect(403)).body).toMatchObject({ code: 'forbidden' });
      }
      expect(await headOf(owner)).toBe(head);
    });

    it('a stranger can do nothing', async () => {
      const theirs = await server.signIn('manager', 'borealis');
      for (const member of [stranger, theirs]) {
        await member.call('get', `/users/${guest.userId}`).expect(404);
        await member.call('patch', `/users/${guest.userId}`, { name: 'mine' }).expect(404);
      }
      await stranger.call('post', `/users/${guest.userId}/invitation`).expect(404);
      await stranger.call('delete', `/users/${guest.userId}`).expect(404);
      expect(await headOf(owner)).toBe(head);
    });
  });

  it('lose a property that is deleted, with an event', async () => {
    const house = { name: 'Aurora Sintra', city: 'Sintra', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 9 };
    const { propertyId } = (await owner.call('post', '/properties', house).expect(201)).body as { propertyId: string };
    const user = await change(guest.userId, { propertyIds: [firstProperty(owner), propertyId] });
    head = await headOf(owner);
    await owner.call('delete', `/properties/${propertyId}`).expect(204);
    const after = (await owner.call('get', `/users/${guest.userId}`).expect(200)).body as User;
    expect(after).toEqual({
      ...user,
      propertyIds: [firstProperty(owner)],
      version: user.version + 1,
      updatedAt: after.updatedAt,
      updatedBy: idOf(owner),
    });
    expect(await eventsAfter(owner, head)).toMatchObject([
      { eventType: 'PropertyDeleted', propertyId },
      { eventType: 'UserPropertiesChanged', payload: after },
    ]);
  });

  it('have every change recorded in the audit trail', async () => {
    await join(guest);
    const [, second = ''] = owner.signedIn.user.propertyIds;
    await change(guest.userId, { name: 'Vera II', role: 'manager', propertyIds: [second], disabled: true });
    await change(guest.userId, { disabled: false });
    const gone = await invite({ email: 'gone@aurora.test' });
    await owner.call('post', `/users/${gone.userId}/invitation`).expect(202);
    await owner.call('delete', `/users/${gone.userId}`).expect(204);
    const entries = await server.database.query<{ action: string; actor_id: string; details: unknown }>(
      'select action, actor_id, details from audit_entries where target_id = any($1) order by entry_id',
      [[guest.userId, gone.userId]],
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'user_invited',
      'user_joined',
      'user_changed',
      'role_changed',
      'properties_changed',
      'user_disabled',
      'user_enabled',
      'user_invited',
      'user_invited',
      'invitation_withdrawn',
    ]);
    const byOthers = entries.filter(({ actor_id }) => actor_id !== idOf(owner));
    expect(byOthers).toMatchObject([{ action: 'user_joined', actor_id: guest.userId }]);
    expect(entries[3]?.details).toEqual({ from: 'staff', to: 'manager' });
  });
});
