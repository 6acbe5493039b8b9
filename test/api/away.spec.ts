import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AwaySummary, Revenue, Task } from '@bellhop/hotel';
import type { Member, TestApp } from '../support/app.js';
import { createAppWithLockers } from '../support/domains/app-with-lockers.js';

const MINUTE_S = 60;
const NOTHING: AwaySummary = { added: [], assigned: [] };

describe('the summary of an absence', () => {
  let server: TestApp;
  let owner: Member;
  let manager: Member;
  let staff: Member;
  let here: string;
  let elsewhere: string;
  beforeAll(async () => {
    ({ server, owner, manager, staff, here, elsewhere } = await createAppWithLockers());
  });
  afterAll(() => server.close());
  beforeEach(() => pass(3_600));

  /** Makes everything older, by the clock that counts: the database's. */
  const pass = async (seconds: number): Promise<void> => {
    await server.database.query('update activity set at = at - make_interval(secs => $1::float8)', [seconds]);
  };
  const summary = async (member: Member, from = MINUTE_S, to = 0): Promise<AwaySummary> =>
    (await member.call('get', `/v2/away?from=${from}&to=${to}`).expect(200)).body as AwaySummary;
  const addTask = async (body: object = {}, by = owner): Promise<Task> =>
    (await by.call('post', '/tasks', { propertyId: here, title: 'Fix the lift', ...body }).expect(201)).body as Task;
  const book = async (amountMinor: number, currency = 'EUR', by = owner): Promise<Revenue> =>
    (
      await by
        .call('post', '/finance/revenues', { propertyId: here, amountMinor, currency, category: 'room' })
        .expect(201)
    ).body as Revenue;

  it('has the new rows of others, and their amounts by currency', async () => {
    expect(await summary(manager)).toEqual(NOTHING);
    for (let count = 0; count < 3; count += 1) await addTask();
    await book(400_000);
    await book(21_000);
    await book(9_900, 'USD');
    await owner.call('post', '/lockers', { propertyId: here, number: '7', state: 'free', shelf: 1 }).expect(201);
    expect(await summary(manager)).toEqual({
      added: [
        {
          kind: 'revenue',
          rows: 3,
          sums: [
            { currency: 'EUR', amountMinor: 421_000 },
            { currency: 'USD', amountMinor: 9_900 },
          ],
        },
        { kind: 'task', rows: 3, sums: [] },
        // A domain that has only described its rows.
        { kind: 'locker', rows: 1, sums: [] },
      ],
      assigned: [],
    });
    // One's own changes, on whatever device, are no news.
    expect(await summary(owner)).toEqual(NOTHING);
  });

  it('counts only what happened between the two moments', async () => {
    await addTask();
    await pass(100);
    await addTask();
    expect((await summary(manager, 60)).added).toMatchObject([{ kind: 'task', rows: 1 }]);
    expect((await summary(manager, 160)).added).toMatchObject([{ kind: 'task', rows: 2 }]);
    expect((await summary(manager, 160, 60)).added).toMatchObject([{ kind: 'task', rows: 1 }]);
    await manager.call('get', '/v2/away?from=60&to=60').expect(400);
    await manager.call('get', `/v2/away?from=${14 * 86_400 + 1}`).expect(400);
    await manager.call('get', '/v2/away').expect(400);
  });

  it('has what was given to the reader and still is theirs', async () => {
    const { userId: assigneeId } = staff.signedIn.user;
    await addTask({ assigneeId });
    const older = await addTask();
    const passedOn = await addTask();
    await pass(3_600);
    expect(await summary(staff)).toEqual(NOTHING);
    for (const { taskId } of [older, passedOn]) {
      await owner.call('patch', `/tasks/${taskId}`, { assigneeId }).expect(200);
    }
    await owner.call('patch', `/tasks/${passedOn.taskId}`, { assigneeId: null }).expect(200);
    expect(await summary(staff)).toEqual({ added: [], assigned: [{ kind: 'task', rows: 1 }] });
    expect(await summary(manager)).toEqual(NOTHING);
  });

  it('leaves out what is gone, and what was only taken back', async () => {
    const { revenueId } = await book(500);
    const { taskId } = await addTask();
    await pass(3_600);
    await owner.call('delete', `/tasks/${taskId}`).expect(204);
    await owner.call('post', `/tasks/${taskId}/restore`).expect(200);
    const { taskId: gone } = await addTask();
    await owner.call('delete', `/tasks/${gone}`).expect(204);
    expect(await summary(manager)).toEqual(NOTHING);
    await owner.call('delete', `/finance/revenues/${revenueId}`).expect(204);
    expect(await summary(manager, 7_200)).toMatchObject({ added: [{ kind: 'task', rows: 1 }] });
  });

  it('has nothing that the reader may not see: by role, by property, by organisation', async () => {
    await addTask({ propertyId: elsewhere });
    await book(700);
    expect(await summary(staff)).toEqual(NOTHING);
    await addTask();
    expect(await summary(staff)).toEqual({ added: [{ kind: 'task', rows: 1, sums: [] }], assigned: [] });
    expect(await summary(await server.signIn('owner', 'borealis'))).toEqual(NOTHING);
  });
});
