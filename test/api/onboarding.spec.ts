import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Onboarding, Property, SampleRemoval, Task } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { eventsAfter, headOf } from '../support/log.js';

const house = { name: 'Nova', city: 'Tokyo', timezone: 'Asia/Tokyo', currency: 'JPY', rooms: 40 };

describe('the first steps of an organisation', () => {
  let server: TestApp;
  let owner: Member;
  /** Another organisation, whose rows must not change. */
  let stranger: Member;
  beforeAll(async () => {
    server = await createTestApp();
    [owner, stranger] = [await server.signIn('owner', 'borealis'), await server.signIn('owner')];
  });
  afterAll(() => server.close());

  const read = async (member = owner): Promise<Onboarding> =>
    (await member.call('get', '/onboarding').expect(200)).body as Onboarding;
  const countOf = async (member: Member, table: 'tasks' | 'bookings'): Promise<number> => {
    const { orgId } = member.signedIn.user;
    const [row] = await server.database.query<{ n: string }>(`select count(*) n from ${table} where org_id = $1`, [
      orgId,
    ]);
    return Number(row?.n);
  };
  const counts = async (member: Member) => [await countOf(member, 'tasks'), await countOf(member, 'bookings')];

  it('are done in the demo, and can be taken up, skipped and ended', async () => {
    expect(await read()).toEqual({ state: 'done', sampleRows: null });
    for (const state of ['started', 'skipped', 'done']) {
      const { body } = await owner.call('patch', '/onboarding', { state }).expect(200);
      expect(body).toEqual({ state, sampleRows: null });
    }
    expect(await read(stranger)).toEqual({ state: 'done', sampleRows: null });
    await owner.call('patch', '/onboarding', { state: 'x' }).expect(400);
  });

  it.each(['manager', 'staff'] as const)('are not for a %s', async (role) => {
    const member = await server.signIn(role, 'borealis');
    await member.call('get', '/onboarding').expect(403);
    await member.call('post', '/onboarding/sample-data').expect(403);
    await member.call('delete', '/onboarding/sample-data').expect(403);
  });

  it('add sample rows with their events, once, and remove exactly those that nobody has changed', async () => {
    const [before, theirs] = [await counts(owner), await counts(stranger)];
    const head = await headOf(owner);
    const [one, two] = await Promise.all([
      owner.call('post', '/onboarding/sample-data').expect(200),
      owner.call('post', '/onboarding/sample-data').expect(200),
    ]);
    expect([one.status, two.status]).toEqual([200, 200]);
    const { sampleRows } = await read();
    if (sampleRows === null) throw new Error('there is no sample data');
    expect(sampleRows).toBeGreaterThan(100);
    const [tasks = 0, bookings = 0] = await counts(owner);
    expect(tasks + bookings).toBe((before[0] ?? 0) + (before[1] ?? 0) + sampleRows);
    const added = await eventsAfter(owner, head);
    expect(added).toHaveLength(sampleRows);
    const first = ((await owner.call('get', '/properties').expect(200)).body as Page<Property>).items[0];
    expect(new Set(added.map(({ propertyId }) => propertyId))).toEqual(new Set([first?.propertyId]));

    await owner.call('post', '/onboarding/sample-data').expect(200);
    expect((await read()).sampleRows).toBe(sampleRows);

    const [task, other] = added.flatMap(({ eventType, payload }) =>
      eventType === 'TaskCreated' ? [payload as Task] : [],
    );
    await owner.call('patch', `/tasks/${task?.taskId}`, { title: 'Mine now' }).expect(200);
    await owner.call('delete', `/tasks/${other?.taskId}`).expect(204);
    const again = await headOf(owner);
    const { body } = await owner.call('delete', '/onboarding/sample-data').expect(200);
    expect(body as SampleRemoval).toEqual({ removed: sampleRows - 2, kept: 2 });
    expect((await eventsAfter(owner, again)).map(({ eventType }) => eventType.replace(/^[A-Z][a-z]+/, ''))).toEqual(
      Array.from({ length: sampleRows - 2 }, () => 'Deleted'),
    );
    expect((await owner.call('get', `/tasks/${task?.taskId}`).expect(200)).body).toMatchObject({ title: 'Mine now' });
    expect(await counts(owner)).toEqual([(before[0] ?? 0) + 1, before[1]]);
    expect(await read()).toMatchObject({ sampleRows: null });
    expect(await counts(stranger)).toEqual(theirs);
  });

  it('put sample data into the first property in use, in its currency, with believable amounts', async () => {
    const created = (await stranger.call('post', '/properties', house).expect(201)).body as Property;
    const { items } = (await stranger.call('get', '/properties').expect(200)).body as Page<Property>;
    for (const { propertyId } of items) {
      if (propertyId !== created.propertyId)
        await stranger.call('patch', `/properties/${propertyId}`, { archived: true });
    }
    await stranger.call('post', '/onboarding/sample-data').expect(200);
    const rows = await server.database.query<{ currency: string; amount_minor: string }>(
      `select currency, amount_minor from bookings where property_id = $1 and category = 'room'`,
      [created.propertyId],
    );
    expect(new Set(rows.map(({ currency }) => currency))).toEqual(new Set(['JPY']));
    expect(Math.min(...rows.map(({ amount_minor }) => Number(amount_minor)))).toBeGreaterThan(40 * 0.2 * 15_000);

    await stranger.call('delete', '/onboarding/sample-data').expect(200);
    await stranger.call('patch', `/properties/${created.propertyId}`, { archived: true }).expect(200);
    const refused = await stranger.call('post', '/onboarding/sample-data').expect(409);
    expect(refused.body).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('Add a property') as unknown,
    });
  });
});
