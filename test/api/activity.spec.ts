import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ActivityEntry,
  catalogue,
  type FieldChange,
  type Revenue,
  type SampleRemoval,
  type Task,
} from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import type { Member, TestApp } from '../support/app.js';
import { createAppWithLockers } from '../support/domains/app-with-lockers.js';
import { collectionsOf, pathOf } from '../support/domains/collections.js';
import { authorOf } from '../support/domains/members.js';
import { type OpenApi, operationsOf } from '../support/domains/operations.js';
import { sampleBody, sampleValues } from '../support/domains/samples.js';

type Row = Readonly<Record<string, unknown>>;

/** Fields of a body that a row represents differently. */
const ELSEWHERE: Readonly<Record<string, string>> = { disabled: 'status', archived: 'archivedAt' };

describe('the activity log', () => {
  let server: TestApp;
  let owner: Member;
  let manager: Member;
  let staff: Member;
  let stranger: Member;
  let here: string;
  let elsewhere: string;
  beforeAll(async () => {
    ({ server, owner, manager, staff, here, elsewhere } = await createAppWithLockers());
    stranger = await server.signIn('owner', 'borealis');
  });
  afterAll(() => server.close());

  const list = async (query: string, member = owner): Promise<readonly ActivityEntry[]> =>
    ((await member.call('get', `/activity${query}`).expect(200)).body as Page<ActivityEntry>).items;
  const of = (rowId: string, member = owner) => list(`?rowId=${rowId}`, member);
  const changed = (entry: ActivityEntry | undefined, field: string): FieldChange | undefined =>
    entry?.changes.find((change) => change.field === field);
  const addTask = async (body: object = {}, member = owner): Promise<Task> =>
    (await member.call('post', '/tasks', { propertyId: here, title: 'Fix the lift', ...body }).expect(201))
      .body as Task;

  // Of every domain, as the routes describe them: a new one is found by itself.
  it('has an entry with before and after for every write of every collection', async () => {
    const operations = operationsOf((await server.call('get', '/openapi.json').expect(200)).body as OpenApi);
    const domains = [...Object.keys(catalogue), 'lockers'];
    const author = authorOf(owner);
    const { userId } = owner.signedIn.user;
    let updates = 0;
    for (const collection of domains.flatMap((domain) => collectionsOf(domain, operations))) {
      const resource = collection.idField.replace(/Id$/, '');
      const body = sampleBody(collection.create, author) as object;
      let row = (await owner.call('post', collection.path, body).expect(201)).body as Row;
      const rowId = String(row[collection.idField]);
      const newest = async (): Promise<ActivityEntry> => {
        const [entry] = await of(rowId);
        if (!entry) throw new Error(`${resource}: no entry in the activity log`);
        expect(entry).toMatchObject({ resource, actorId: userId, propertyId: row['propertyId'] ?? null });
        return entry;
      };
      const made = await newest();
      expect(made.action).toBe('created');
      expect(made.changes.every(({ before }) => before === null)).toBe(true);
      for (const field of Object.keys(body).filter((name) => name in row && name !== collection.idField)) {
        expect([resource, field, changed(made, field)?.after ?? null]).toEqual([resource, field, row[field]]);
      }

      for (const [input, schema] of Object.entries(collection.change?.body?.properties ?? {})) {
        const field = ELSEWHERE[input] ?? input;
        // What is no field of the row, such as `repeats`, is about another one, which has entries of its own.
        if (!collection.change || field === 'propertyId' || !(field in row)) continue;
        const values = sampleValues(collection.change, input, schema, author);
        const value = values.find((one) => JSON.stringify(one) !== JSON.stringify(input in row ? row[input] : false));
        const answer = await owner.call('patch', pathOf(collection, row), { [input]: value });
        if (answer.status !== 200) continue;
        const [before, after] = [row, answer.body as Row];
        row = after;
        updates += 1;
        const entry = await newest();
        expect([resource, input, entry.action, changed(entry, field)]).toEqual([
          ...[resource, input, 'updated'],
          { field, before: before[field], after: after[field] },
        ]);
      }

      if (!collection.remove) continue;
      await owner.call('delete', pathOf(collection, row)).expect(204);
      const gone = await newest();
      expect(gone.action).toBe('deleted');
      for (const field of Object.keys(body).filter((name) => name in row && name !== collection.idField)) {
        expect([resource, field, changed(gone, field)?.before ?? null]).toEqual([resource, field, row[field]]);
      }
    }
    expect(updates).toBeGreaterThan(25);
  });

  it('keeps what a deleted revenue was', async () => {
    const booking = { propertyId: here, amountMinor: 120_000_000, currency: 'EUR', category: 'events' };
    const created = (await owner.call('post', '/finance/revenues', booking).expect(201)).body as Revenue;
    await manager.call('delete', `/finance/revenues/${created.revenueId}`).expect(204);
    const [deleted] = await of(created.revenueId);
    expect(deleted).toMatchObject({ action: 'deleted', actorId: manager.signedIn.user.userId });
    expect(deleted?.changes).toEqual(
      expect.arrayContaining([
        { field: 'amountMinor', before: 120_000_000, after: null },
        { field: 'currency', before: 'EUR', after: null },
      ]),
    );
  });

  it('has the currency of a changed amount, and nothing else that stayed', async () => {
    const booking = { propertyId: here, amountMinor: 100, currency: 'EUR', category: 'room' };
    const { revenueId } = (await owner.call('post', '/finance/revenues', booking).expect(201)).body as Revenue;
    await owner.call('patch', `/finance/revenues/${revenueId}`, { amountMinor: 200, category: 'room' }).expect(200);
    const [{ changes } = { changes: [] }] = await of(revenueId);
    expect(changes).toEqual([
      { field: 'amountMinor', before: 100, after: 200 },
      { field: 'currency', before: 'EUR', after: 'EUR' },
    ]);
  });

  it('has no entry for a write that changed nothing, was refused, or was sent again', async () => {
    const { taskId } = await addTask();
    await owner.call('patch', `/tasks/${taskId}`, { title: 'Fix the lift' }).expect(200);
    await owner.call('patch', `/tasks/${taskId}`, { title: 'Two' }).set('if-match', '"7"').expect(412);
    await owner.call('delete', `/tasks/${taskId}`).set('if-match', '"7"').expect(412);
    expect(await of(taskId)).toHaveLength(1);
    const again = () =>
      owner.call('post', '/tasks', { propertyId: here, title: 'Once' }).set('idempotency-key', 'activity-once');
    const first = (await again().expect(201)).body as Task;
    await again().expect(201).expect('idempotent-replayed', 'true');
    expect(await of(first.taskId)).toHaveLength(1);
  });

  it('shows a move in both properties, with what the row was in one and is in the other', async () => {
    const { taskId } = await addTask({ title: 'Here' });
    await owner.call('patch', `/tasks/${taskId}`, { propertyId: elsewhere, title: 'There' }).expect(200);
    const place = { field: 'propertyId', before: here, after: elsewhere };
    expect(await of(taskId)).toMatchObject([
      { action: 'moved_here', propertyId: elsewhere, title: 'There', changes: expect.arrayContaining([place]) },
      { action: 'moved_away', propertyId: here, title: 'Here', changes: expect.arrayContaining([place]) },
      { action: 'created', propertyId: here },
    ]);
    // Staff see the old property only, and learn nothing of the row since.
    const [away] = await of(taskId, staff);
    expect(away).toMatchObject({ action: 'moved_away', changes: expect.arrayContaining([place]) });
    expect(JSON.stringify(await of(taskId, staff))).not.toContain('There');
  });

  it('shows only what the reader may see, by organisation, property and role', async () => {
    const { taskId } = await addTask({ propertyId: elsewhere });
    const booking = { propertyId: here, amountMinor: 100, currency: 'EUR', category: 'room' };
    const { revenueId } = (await owner.call('post', '/finance/revenues', booking).expect(201)).body as Revenue;
    await owner.call('patch', `/users/${staff.signedIn.user.userId}`, { name: 'Somebody Else' }).expect(200);
    expect(await of(taskId)).toHaveLength(1);
    expect(await of(taskId, staff)).toEqual([]);
    expect(await of(revenueId, manager)).toHaveLength(1);
    expect(await of(revenueId, staff)).toEqual([]);
    expect(await of(staff.signedIn.user.userId, manager)).not.toEqual([]);
    expect(await of(staff.signedIn.user.userId, staff)).toEqual([]);
    expect(await of(taskId, stranger)).toEqual([]);
    expect(await list('?limit=200', stranger)).toEqual([]);
    const seen = await list('?limit=200', staff);
    expect(new Set(seen.map(({ propertyId }) => propertyId))).toEqual(new Set([here]));
    await staff.call('get', `/activity?propertyId=${elsewhere}`).expect(404);
    await server.call('get', '/activity').expect(401);
  });

  it('filters by kind, person, property, time and text', async () => {
    const mark = 'Grüße “50%_off”';
    const { taskId, propertyId } = await addTask({ title: mark, description: 'for the lobby' }, staff);
    const [entry] = await of(taskId);
    if (!entry) throw new Error('no entry');
    const finds = async (query: string) => (await list(`?limit=200&${query}`)).some(({ rowId }) => rowId === taskId);
    const text = (q: string) => finds(`q=${encodeURIComponent(q)}`);
    expect(await finds('resource=task')).toBe(true);
    expect(await finds('resource=revenue')).toBe(false);
    expect(await finds(`actorId=${staff.signedIn.user.userId}`)).toBe(true);
    expect(await finds(`actorId=${owner.signedIn.user.userId}`)).toBe(false);
    expect(await finds(`propertyId=${propertyId}`)).toBe(true);
    expect(await finds(`propertyId=${elsewhere}`)).toBe(false);
    expect(await finds(`from=${entry.at}`)).toBe(true);
    expect(await finds(`to=${entry.at}`)).toBe(false);
    expect([await text('grüße'), await text('50%_'), await text('THE LOBBY')]).toEqual([true, true, true]);
    // A wildcard is a character, and names of fields are no text.
    expect([await text('50_%'), await text('description')]).toEqual([false, false]);
    await owner.call('get', '/activity?from=yesterday').expect(400);
    await owner.call('get', '/activity?after=eHk').expect(400);
  });

  it('is read page by page, newest first, while it grows', async () => {
    const everything = await list('?limit=200');
    const rows: ActivityEntry[] = [];
    let after: string | null = '';
    while (after !== null) {
      const query: string = after === '' ? '' : `&after=${after}`;
      const { body } = await owner.call('get', `/activity?limit=7${query}`).expect(200);
      const page = body as Page<ActivityEntry>;
      rows.push(...page.items);
      after = page.next;
      if (rows.length === 7) await addTask({ title: 'Meanwhile' });
    }
    expect(rows.map(({ activityId }) => activityId)).toEqual(everything.map(({ activityId }) => activityId));
    expect(rows.map(({ at }) => at)).toEqual(
      rows
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });

  it('has what happens to an invitation, to a property and to sample data', async () => {
    const steps = async (rowId: string) =>
      (await of(rowId))
        .map(({ action, actorId, changes }) => {
          expect(actorId).toBe(owner.signedIn.user.userId);
          return action === 'updated' ? changes.map(({ field }) => field).join() : action;
        })
        .reverse();
    const invited = { email: 'new@aurora.test', name: 'New', role: 'staff', propertyIds: [here] };
    const { userId } = (await owner.call('post', '/users', invited).expect(201)).body as { userId: string };
    await owner
      .call('patch', `/users/${userId}`, { role: 'manager', propertyIds: [elsewhere], name: 'Newer' })
      .expect(200);
    await owner.call('post', `/users/${userId}/invitation`).expect(202);
    await owner.call('delete', `/users/${userId}`).expect(204);
    expect(await steps(userId)).toEqual([
      ...['created', 'name,role,propertyIds', 'invitationSentAt,invitationEndsAt', 'deleted'],
    ]);
    const [, , changed] = await of(userId);
    expect(changed?.changes).toEqual([
      { field: 'name', before: 'New', after: 'Newer' },
      { field: 'role', before: 'staff', after: 'manager' },
      { field: 'propertyIds', before: [here], after: [elsewhere] },
    ]);

    const house = { name: 'Annexe', city: 'Porto', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 3 };
    const { propertyId } = (await owner.call('post', '/properties', house).expect(201)).body as { propertyId: string };
    for (const archived of [true, false]) {
      await owner.call('patch', `/properties/${propertyId}`, { archived }).expect(200);
    }
    await owner.call('delete', `/properties/${propertyId}`).expect(204);
    expect(await steps(propertyId)).toEqual(['created', 'archivedAt', 'archivedAt', 'deleted']);

    const rowsOf = async (action: string) =>
      new Set((await list('?limit=200')).filter((entry) => entry.action === action).map(({ rowId }) => rowId));
    const before = await rowsOf('created');
    await owner.call('post', '/onboarding/sample-data').expect(200);
    const added = [...(await rowsOf('created'))].filter((rowId) => !before.has(rowId));
    expect(added.length).toBeGreaterThan(20);
    const { removed } = (await owner.call('delete', '/onboarding/sample-data').expect(200)).body as SampleRemoval;
    const gone = await rowsOf('deleted');
    expect(gone.size).toBeGreaterThanOrEqual(Math.min(removed, 200));
  });
});
