import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue, type Task } from '@bellhop/hotel';
import { CURSOR_HEADER, type Page, parseCursor } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { type Collection, collectionsOf, pathOf, routesOf } from '../support/domains/collections.js';
import { authorOf } from '../support/domains/members.js';
import { type OpenApi, operationsOf } from '../support/domains/operations.js';
import { sampleBody } from '../support/domains/samples.js';
import { eventsAfter, headOf } from '../support/log.js';

/** Says of each path that answers without a cursor what to write. */
async function withoutCursor(owner: Member, domain: string, paths: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const path of paths) {
    const { headers } = await owner.call('get', path).expect(200);
    if (parseCursor((headers as Record<string, string>)[CURSOR_HEADER] ?? '')) continue;
    missing.push(
      `GET ${path} answers without X-Realtime-Cursor, so that nobody can go on from it: put ` +
        `@UseInterceptors(SnapshotCursor) on its handler in src/domains/${domain}/${domain}.controller.ts.`,
    );
  }
  return missing;
}

/** A file for people, with which no client goes on. */
const isFile = (path: string): boolean => /\.\w+$/.test(path);

describe('X-Realtime-Cursor', () => {
  let server: TestApp;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());

  const created = async ({ create, path }: Collection): Promise<unknown> =>
    (await owner.call('post', path, sampleBody(create, authorOf(owner)) as object).expect(201)).body;

  it.each(Object.keys(catalogue))('is on every list, summary and item of %s', async (domain) => {
    const operations = operationsOf((await server.call('get', '/openapi.json').expect(200)).body as OpenApi);
    const paths = routesOf(domain, operations).filter(
      ({ method, path }) => method === 'GET' && !path.includes('{') && !isFile(path),
    );
    const items = await Promise.all(
      collectionsOf(domain, operations).map(async (collection) => {
        const { items } = (await owner.call('get', `${collection.path}?limit=1`).expect(200)).body as Page<object>;
        const [row = (await created(collection)) as object] = items;
        return pathOf(collection, row);
      }),
    );
    expect(await withoutCursor(owner, domain, [...paths.map(({ path }) => path), ...items])).toEqual([]);
    expect(paths.length).toBeGreaterThan(0);
  });

  it('is missed where a route leaves it out, and what to write is said', async () => {
    expect(await withoutCursor(owner, 'lockers', ['/auth/me'])).toEqual([
      expect.stringMatching(/^GET \/auth\/me .*SnapshotCursor.*src\/domains\/lockers/),
    ]);
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
