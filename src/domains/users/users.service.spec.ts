import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { User } from '@bellhop/hotel';
import { createUsersStage, type UsersStage } from '../../../test/support/users-stage.js';
import type { Principal } from '../../platform/access/principal.js';
import type { ChangeUserDto, InviteUserDto } from './users.dto.js';

const ORIGIN = { address: '192.0.2.7', userAgent: null };

describe('UsersService', () => {
  let stage: UsersStage;
  let guest: User;
  let counter = 0;
  beforeAll(async () => {
    stage = await createUsersStage();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    counter += 1;
    guest = await invite({});
    await stage.mailed();
    stage.forget();
  });

  const invite = async (fields: Partial<InviteUserDto>): Promise<User> => {
    const input = { email: `guest${counter}@stage.test`, name: 'Guest', role: 'staff', propertyIds: [stage.lisbon] };
    return (await stage.service.invite(stage.owner, { ...input, ...fields } as InviteUserDto, ORIGIN)).body;
  };
  const change = (userId: string, input: ChangeUserDto, principal: Principal = stage.owner, version?: number) =>
    stage.service.change(principal, userId, input, version, ORIGIN);
  const raised = () => stage.raised.map(({ eventType, propertyId, payload }) => ({ eventType, propertyId, payload }));
  const types = () => stage.raised.map(({ eventType }) => eventType);
  const join = async ({ userId }: User): Promise<Principal> => {
    await stage.database.query(`update users set password_hash = $2 where user_id = $1`, [userId, userId]);
    return { ...stage.owner, userId };
  };
  const sessionsOf = async (userId: string) =>
    (
      await stage.database.query<{ ended: boolean }>(
        'select ended_at is not null as ended from sessions where user_id = $1',
        [userId],
      )
    ).map(({ ended }) => ended);
  const linksOf = async (userId: string) =>
    (await stage.database.query('select 1 from account_links where user_id = $1', [userId])).length;

  it('raises events for the whole org with the row that GET returns', async () => {
    const user = await invite({ email: 'other@stage.test' });
    expect(raised()).toEqual([{ eventType: 'UserCreated', propertyId: undefined, payload: user }]);
    expect(await stage.service.get(stage.staff, user.userId)).toEqual(user);
  });

  it('mails a link for each invitation and keeps only the newest', async () => {
    const [first] = stage.mails.filter(({ to }) => to === guest.email);
    await stage.service.inviteAgain(stage.owner, guest.userId, ORIGIN);
    await stage.mailed();
    const sent = stage.mails.filter(({ to }) => to === guest.email);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.text).not.toBe(first?.text);
    expect(await linksOf(guest.userId)).toBe(1);
    expect(types()).toEqual([]);
  });

  it('mails nothing for a refused invitation', async () => {
    const before = stage.mails.length;
    await expect(invite({})).rejects.toMatchObject({ code: 'conflict' });
    await expect(invite({ email: 'x@stage.test', propertyIds: [guest.userId] })).rejects.toMatchObject({
      code: 'not_found',
    });
    await stage.mailed();
    expect(stage.mails).toHaveLength(before);
    expect(types()).toEqual([]);
  });

  it('normalises and deduplicates property ids', async () => {
    const propertyIds = [stage.newYork.toUpperCase(), stage.lisbon, stage.newYork];
    expect(await change(guest.userId, { propertyIds })).toMatchObject({
      propertyIds: [stage.lisbon, stage.newYork].sort(),
    });
    await change(guest.userId, { propertyIds: [stage.lisbon.toUpperCase(), stage.newYork] });
    expect(types()).toEqual(['UserPropertiesChanged']);
  });

  it('increments the version once for a change of everything', async () => {
    await join(guest);
    const user = await change(
      guest.userId,
      { name: 'New', role: 'manager', allProperties: true, disabled: true },
      stage.owner,
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
    const entries = async () => (await stage.database.query('select 1 from audit_entries', [])).length;
    const before = await entries();
    await expect(change(guest.userId, { name: 'New', propertyIds: [guest.userId] })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(change(stage.owner.userId, { name: 'New', role: 'staff' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await stage.service.get(stage.owner, guest.userId)).toEqual(guest);
    expect(await stage.service.get(stage.owner, stage.owner.userId)).toMatchObject({ name: 'owner', version: 1 });
    expect(types()).toEqual([]);
    expect(await entries()).toBe(before);
  });

  it('ends the sessions and links of a disabled user in the same transaction', async () => {
    await join(guest);
    const { orgId, userId } = guest;
    await stage.database.transaction(async (tx) => {
      await stage.sessions.begin(tx, { orgId, userId }, ORIGIN);
      await stage.sessions.begin(tx, { orgId, userId }, ORIGIN);
      await stage.sessions.begin(tx, stage.staff, ORIGIN);
    });
    expect(await linksOf(userId)).toBe(1);
    await change(userId, { disabled: true });
    expect(await sessionsOf(userId)).toEqual([true, true]);
    expect(new Set(await sessionsOf(stage.staff.userId))).toEqual(new Set([false]));
    expect(await linksOf(userId)).toBe(0);
    expect(types()).toEqual(['UserDisabled', 'SessionsEnded']);
  });

  it('allows an owner to step down only while another owner can sign in', async () => {
    const me = stage.owner.userId;
    const second = await invite({ email: 'second@stage.test', role: 'owner', propertyIds: [] });
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

  it('keeps one of two owners who disable each other concurrently', async () => {
    const second = await invite({ email: 'rival@stage.test', role: 'owner', propertyIds: [] });
    const rival = await join(second);
    const outcomes = await Promise.allSettled([
      change(second.userId, { disabled: true }),
      change(stage.owner.userId, { disabled: true }, rival),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [victim = ''] = stage.raised.flatMap(({ eventType, payload }) =>
      eventType === 'UserDisabled' ? (payload as User).userId : [],
    );
    await change(victim, { disabled: false }, victim === second.userId ? stage.owner : rival);
    await change(second.userId, { role: 'staff' });
  });

  it('removes a deleted property from those who had it, and from no one else', async () => {
    await change(guest.userId, { propertyIds: [stage.lisbon, stage.newYork] });
    stage.forget();
    const release = () =>
      stage.events.transaction((unit) => stage.propertyMembers.release(unit, stage.owner.orgId, stage.newYork));
    const { items } = await stage.service.list(stage.owner, { limit: 200 });
    const holders = items.filter(({ propertyIds }) => propertyIds.includes(stage.newYork));
    await release();
    const after = await Promise.all(holders.map(({ userId }) => stage.service.get(stage.owner, userId)));
    expect(after.map(({ propertyIds, version }) => ({ propertyIds, version }))).toEqual(
      holders.map(({ propertyIds, version }) => ({
        propertyIds: propertyIds.filter((id) => id !== stage.newYork),
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
    await stage.service.withdraw(stage.owner, guest.userId, 1, ORIGIN);
    expect(await linksOf(guest.userId)).toBe(0);
    expect(raised()).toEqual([
      { eventType: 'UserDeleted', propertyId: undefined, payload: { userId: guest.userId, version: 2 } },
    ]);
  });

  it('assigns tasks only to active users who see the property', async () => {
    const givesWork = async () => {
      const owner = await stage.signIn(stage.owner);
      const place = { orgId: owner.orgId, userId: guest.userId, propertyId: stage.lisbon };
      const maySee = stage.members.maySee(place, () => new Error('may not see it'));
      return stage.commands.commit(owner, undefined, {
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
    await change(guest.userId, { disabled: false, propertyIds: [stage.newYork] });
    await expect(givesWork()).rejects.toThrow('may not see it');
  });

  it('abbreviates the audit entry for more properties than an entry holds', async () => {
    const ids = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const [row] = await stage.database.query<{ property_id: string }>(
          `insert into properties (org_id, property_id, name, city, timezone, currency, rooms, created_at, updated_at)
           values ($1, gen_random_uuid(), $2, 'x', 'UTC', 'EUR', 1, now(), now()) returning property_id`,
          [stage.owner.orgId, `House ${n}`],
        );
        return row?.property_id ?? '';
      }),
    );
    await change(guest.userId, { propertyIds: ids });
    const [entry] = await stage.database.query<{ details: { to: { propertyIds: string[]; properties: number } } }>(
      `select details from audit_entries where target_id = $1 and action = 'properties_changed'`,
      [guest.userId],
    );
    expect(entry?.details.to).toMatchObject({ properties: 60, propertyIds: [...ids].sort().slice(0, 30) });
  });
});
