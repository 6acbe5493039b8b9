import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { User } from '@bellhop/hotel';
import { createUsersFixture, type UsersFixture } from '../../../test/support/users-fixture.js';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../../platform/access/principal.js';
import { orgs } from '../../platform/tenancy/tenancy.schema.js';
import type { UpdateUserDto, InviteUserDto } from './users.dto.js';
import { users } from './users.schema.js';

const ORIGIN = { address: '192.0.2.7', userAgent: null, language: 'en' as const };

describe('UsersService', () => {
  let fixture: UsersFixture;
  let guest: User;
  let counter = 0;
  beforeAll(async () => {
    fixture = await createUsersFixture();
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    counter += 1;
    guest = await invite({});
    await fixture.mailed();
    fixture.forget();
  });

  const invite = async (fields: Partial<InviteUserDto>): Promise<User> => {
    const input = {
      email: `guest${counter}@fixture.test`,
      name: 'Guest',
      role: 'staff',
      propertyIds: [fixture.lisbon],
    };
    return (await fixture.service.invite(fixture.owner, { ...input, ...fields } as InviteUserDto, ORIGIN)).body;
  };
  const change = (userId: string, input: UpdateUserDto, principal: Principal = fixture.owner, version?: number) =>
    fixture.service.update(principal, userId, input, version, ORIGIN);
  const raised = () => fixture.raised.map(({ eventType, propertyId, payload }) => ({ eventType, propertyId, payload }));
  const types = () => fixture.raised.map(({ eventType }) => eventType);
  const join = async ({ userId }: User): Promise<Principal> => {
    await fixture.database.query(`update users set password_hash = $2 where user_id = $1`, [userId, userId]);
    return { ...fixture.owner, userId };
  };
  const sessionsOf = async (userId: string) =>
    (
      await fixture.database.query<{ ended: boolean }>(
        'select ended_at is not null as ended from sessions where user_id = $1',
        [userId],
      )
    ).map(({ ended }) => ended);
  const linksOf = async (userId: string) =>
    (await fixture.database.query('select 1 from account_links where user_id = $1', [userId])).length;

  it('raises events for the whole org with the row that GET returns', async () => {
    const user = await invite({ email: 'other@fixture.test' });
    expect(raised()).toEqual([{ eventType: 'UserCreated', propertyId: undefined, payload: user }]);
    expect(await fixture.service.get(fixture.staff, user.userId)).toEqual(user);
  });

  it('reads the clock once for all times of an invitation', async () => {
    const { clock } = fixture;
    let time = clock.now();
    clock.now = () => (time += 1);
    try {
      const user = await invite({ email: 'slow@fixture.test' });
      expect(user).toMatchObject({ updatedAt: user.createdAt, invitationSentAt: user.createdAt });
      const again = await fixture.service.inviteAgain(fixture.owner, user.userId, ORIGIN);
      expect(again.invitationSentAt).toBe(again.updatedAt);
      expect(again.invitationSentAt).not.toBe(user.invitationSentAt);
    } finally {
      Reflect.deleteProperty(clock, 'now');
    }
  });

  it('mails a link for each invitation and keeps only the newest', async () => {
    const [first] = fixture.mails.filter(({ to }) => to === guest.email);
    await fixture.service.inviteAgain(fixture.owner, guest.userId, ORIGIN);
    await fixture.mailed();
    const sent = fixture.mails.filter(({ to }) => to === guest.email);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.text).not.toBe(first?.text);
    expect(await linksOf(guest.userId)).toBe(1);
    expect(types()).toEqual(['UserInvitationChanged']);
  });

  it('mails nothing for a refused invitation', async () => {
    const before = fixture.mails.length;
    await expect(invite({})).rejects.toMatchObject({ code: 'conflict' });
    await expect(invite({ email: 'x@fixture.test', propertyIds: [guest.userId] })).rejects.toMatchObject({
      code: 'not_found',
    });
    await fixture.mailed();
    expect(fixture.mails).toHaveLength(before);
    expect(types()).toEqual([]);
  });

  it('normalises and deduplicates property ids', async () => {
    const propertyIds = [fixture.newYork.toUpperCase(), fixture.lisbon, fixture.newYork];
    expect(await change(guest.userId, { propertyIds })).toMatchObject({
      propertyIds: [fixture.lisbon, fixture.newYork].sort(),
    });
    await change(guest.userId, { propertyIds: [fixture.lisbon.toUpperCase(), fixture.newYork] });
    expect(types()).toEqual(['UserPropertiesChanged']);
  });

  it('increments the version once for a change of everything', async () => {
    await join(guest);
    const user = await change(
      guest.userId,
      { name: 'New', role: 'manager', allProperties: true, disabled: true },
      fixture.owner,
      1,
    );
    expect(user).toMatchObject({ version: 2, name: 'New', role: 'manager', allProperties: true, status: 'disabled' });
    expect(raised()).toEqual(
      ['UserUpdated', 'UserRoleChanged', 'UserPropertiesChanged', 'UserDisabled'].map((eventType) => ({
        eventType,
        propertyId: undefined,
        payload: user,
      })),
    );
  });

  it('rolls back rows, events and audit together', async () => {
    const entries = async () => (await fixture.database.query('select 1 from audit_entries', [])).length;
    const before = await entries();
    await expect(change(guest.userId, { name: 'New', propertyIds: [guest.userId] })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(change(fixture.owner.userId, { name: 'New', role: 'staff' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await fixture.service.get(fixture.owner, guest.userId)).toEqual(guest);
    expect(await fixture.service.get(fixture.owner, fixture.owner.userId)).toMatchObject({ name: 'owner', version: 1 });
    expect(types()).toEqual([]);
    expect(await entries()).toBe(before);
  });

  it('ends the sessions and links of a disabled user in the same transaction', async () => {
    await join(guest);
    const { orgId, userId } = guest;
    await fixture.database.transaction(async (tx) => {
      await fixture.sessions.begin(tx, { orgId, userId }, ORIGIN);
      await fixture.sessions.begin(tx, { orgId, userId }, ORIGIN);
      await fixture.sessions.begin(tx, fixture.staff, ORIGIN);
    });
    expect(await linksOf(userId)).toBe(1);
    await change(userId, { disabled: true });
    expect(await sessionsOf(userId)).toEqual([true, true]);
    expect(new Set(await sessionsOf(fixture.staff.userId))).toEqual(new Set([false]));
    expect(await linksOf(userId)).toBe(0);
    expect(types()).toEqual(['UserDisabled', 'SessionsEnded']);
  });

  it('allows an owner to step down only while another owner can sign in', async () => {
    const me = fixture.owner.userId;
    const second = await invite({ email: 'second@fixture.test', role: 'owner', propertyIds: [] });
    await expect(change(me, { role: 'manager' })).rejects.toMatchObject({ code: 'conflict' });
    const other = await join(second);
    await change(second.userId, { disabled: true });
    await expect(change(me, { role: 'manager' })).rejects.toMatchObject({ code: 'conflict' });
    await change(second.userId, { disabled: false });
    expect(await change(me, { role: 'manager' })).toMatchObject({ role: 'manager', allProperties: true });
    await expect(change(second.userId, { role: 'staff' }, other)).rejects.toMatchObject({ code: 'conflict' });
    await change(me, { role: 'owner' }, other);
    await change(second.userId, { role: 'staff' });
  });

  it('does not count owners of another organisation as those who remain', async () => {
    const { db } = fixture.database;
    const [orgId, userId] = [uuidv7(), uuidv7()];
    const at = new Date(0).toISOString();
    await db.insert(orgs).values({ orgId, name: 'Another', createdAt: at });
    const another = { orgId, userId, email: 'owner@another.test', name: 'Another', allProperties: true };
    await db.insert(users).values({ ...another, role: 'owner', passwordHash: 'none', createdAt: at, updatedAt: at });
    await expect(change(fixture.owner.userId, { role: 'manager' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('keeps one of two owners who disable each other concurrently', async () => {
    const second = await invite({ email: 'rival@fixture.test', role: 'owner', propertyIds: [] });
    const rival = await join(second);
    const outcomes = await Promise.allSettled([
      change(second.userId, { disabled: true }),
      change(fixture.owner.userId, { disabled: true }, rival),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [victim = ''] = fixture.raised.flatMap(({ eventType, payload }) =>
      eventType === 'UserDisabled' ? (payload as User).userId : [],
    );
    await change(victim, { disabled: false }, victim === second.userId ? fixture.owner : rival);
    await change(second.userId, { role: 'staff' });
  });

  it('removes a deleted property from those who had it, and from no one else', async () => {
    await change(guest.userId, { propertyIds: [fixture.lisbon, fixture.newYork] });
    fixture.forget();
    const release = () =>
      fixture.events.transaction((unit) => fixture.propertyMembers.release(unit, fixture.owner, fixture.newYork));
    const { items } = await fixture.service.list(fixture.owner, { limit: 200 });
    const holders = items.filter(({ propertyIds }) => propertyIds.includes(fixture.newYork));
    await release();
    const after = await Promise.all(holders.map(({ userId }) => fixture.service.get(fixture.owner, userId)));
    expect(after.map(({ propertyIds, version }) => ({ propertyIds, version }))).toEqual(
      holders.map(({ propertyIds, version }) => ({
        propertyIds: propertyIds.filter((id) => id !== fixture.newYork),
        version: version + 1,
      })),
    );
    expect(raised()).toEqual(
      after.map((payload) => ({ eventType: 'UserPropertiesChanged', propertyId: undefined, payload })),
    );
    await release();
    expect(types()).toHaveLength(holders.length);
  });

  it('withdraws an invitation with its link', async () => {
    await fixture.service.withdraw(fixture.owner, guest.userId, 1, ORIGIN);
    expect(await linksOf(guest.userId)).toBe(0);
    expect(raised()).toEqual([
      {
        eventType: 'UserDeleted',
        propertyId: undefined,
        payload: { userId: guest.userId, version: 2, deletedBy: fixture.owner.userId },
      },
    ]);
  });

  it('assigns tasks only to active users who see the property', async () => {
    const givesWork = async () => {
      const owner = await fixture.signIn(fixture.owner);
      const place = { orgId: owner.orgId, userId: guest.userId, propertyId: fixture.lisbon };
      const maySee = fixture.members.maySee(place, () => new Error('may not see it'));
      return fixture.writes.commit(owner, undefined, {
        require: [maySee],
        write: [],
        respond: 'given',
      });
    };
    await expect(givesWork()).rejects.toThrow('may not see it');
    await join(guest);
    expect(await givesWork()).toMatchObject({ body: 'given' });
    await change(guest.userId, { disabled: true });
    await expect(givesWork()).rejects.toThrow('may not see it');
    await change(guest.userId, { disabled: false, propertyIds: [fixture.newYork] });
    await expect(givesWork()).rejects.toThrow('may not see it');
  });

  it('abbreviates the audit entry for more properties than an entry holds', async () => {
    const ids = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const [row] = await fixture.database.query<{ property_id: string }>(
          `insert into properties (org_id, property_id, name, city, timezone, currency, rooms, created_at, updated_at)
           values ($1, gen_random_uuid(), $2, 'x', 'UTC', 'EUR', 1, now(), now()) returning property_id`,
          [fixture.owner.orgId, `House ${n}`],
        );
        return row?.property_id ?? '';
      }),
    );
    await change(guest.userId, { propertyIds: ids });
    const [entry] = await fixture.database.query<{ details: { to: { propertyIds: string[]; properties: number } } }>(
      `select details from audit_entries where target_id = $1 and action = 'properties_changed'`,
      [guest.userId],
    );
    expect(entry?.details.to).toMatchObject({ properties: 60, propertyIds: [...ids].sort().slice(0, 30) });
  });
});
