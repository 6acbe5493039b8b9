import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/hotel';
import { CURSOR_HEADER, type Page, parseCursor } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { eventsAfter, headOf } from '../support/log.js';

describe('X-Realtime-Cursor', () => {
  let server: TestApp;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());

  const cursorOf = async (path: string) => (await owner.call('get', path).expect(200)).headers[CURSOR_HEADER] as string;

  it('is on every list, summary and item', async () => {
    const paths = ['/properties', '/tasks', '/finance/revenues', '/finance/expenses', '/users'];
    const items = await Promise.all(
      paths.map(async (path) => {
        const { body } = await owner.call('get', `${path}?limit=1`).expect(200);
        const [row = {}] = (body as Page<Record<string, string>>).items;
        const id = ['taskId', 'revenueId', 'expenseId', 'userId', 'propertyId'].find((field) => field in row) ?? '';
        return `${path}/${row[id]}`;
      }),
    );
    for (const path of [...paths, ...items, '/tasks/summary', '/finance/summary', '/users/summary']) {
      expect(parseCursor(await cursorOf(path))).toBeDefined();
    }
  });

  it('moves on with each event of its own org only', async () => {
    const before = parseCursor(await headOf(owner));
    const stranger = await server.signIn('owner', 'borealis');
    await stranger.call('post', '/tasks', { propertyId: firstProperty(stranger), title: 'x' }).expect(201);
    await owner.call('post', '/tasks', { propertyId: firstProperty(owner), title: 'x' }).expect(201);
    expect(parseCursor(await headOf(owner))).toMatchObject({ epoch: before?.epoch, seq: (before?.seq ?? 0) + 1 });
  });

  it('misses nothing during concurrent writes: snapshot and later events are the whole', async () => {
    const writes = Array.from({ length: 20 }, async (_, n) => {
      const body = { propertyId: firstProperty(owner), title: `race ${n}` };
      return ((await owner.call('post', '/tasks', body).expect(201)).body as Task).taskId;
    });
    const snapshots = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const answer = await owner.call('get', '/tasks?limit=200').expect(200);
        const seen = (answer.body as Page<Task>).items.map(({ taskId }) => taskId);
        return { seen, cursor: answer.headers[CURSOR_HEADER] as string };
      }),
    );
    const written = await Promise.all(writes);
    for (const { seen, cursor } of snapshots) {
      const after = (await eventsAfter(owner, cursor)).map(({ payload }) => (payload as Task).taskId);
      expect(new Set([...seen, ...after])).toEqual(new Set([...seen, ...after, ...written]));
    }
  });
});
