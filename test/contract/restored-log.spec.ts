import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Gap } from '@bellhop/protocol';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { findPostgres } from '../../tools/lib/postgresql.mjs';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { type Transports, eventsOf, openTransports } from '../support/realtime.js';
import type { SseClient } from '../support/sse-client.js';

const run = promisify(execFile);

/**
 * A backup is restored under two running instances that share a PostgreSQL. The first writes; the second learns
 * everything from the log.
 */
describe('when the database goes back under running instances', () => {
  // Stopped, so that only the test advances the instances.
  const clock = new SimulatedClock(Date.now());
  let folder: string;
  let postgres: TestPostgres;
  let first: TestApp;
  let second: TestApp;
  let here: Transports;
  let there: Transports;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bellhop-backup-'));
    postgres = await startPostgres();
    const settings = { database: { kind: 'postgres' as const, url: postgres.url, poolSize: 4 } };
    first = await createTestApp({ clock, settings });
    second = await createTestApp({ clock, settings });
    here = await openTransports(first);
    there = await openTransports(second);
  });
  afterAll(async () => {
    here.closeAll();
    there.closeAll();
    await second.close();
    await first.close();
    await postgres.stop();
    await rm(folder, { recursive: true });
  });

  const program = (name: string): string => join(findPostgres() ?? '', name);
  const backup = (): string => join(folder, 'backup');
  const backUp = () => run(program('pg_dump'), ['--format=custom', `--file=${backup()}`, postgres.url]);
  const restore = () =>
    run(program('pg_restore'), [
      '--clean',
      '--if-exists',
      '--single-transaction',
      `--dbname=${postgres.url}`,
      backup(),
    ]);

  /** Advances time until `done`. */
  async function heal(done: () => boolean): Promise<void> {
    while (!done()) {
      clock.advance(2_000);
      for (let turn = 0; turn < 50 && !done(); turn += 1) {
        clock.turn();
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
  const addTasks = async (member: Member, count: number, title: string): Promise<void> => {
    const [propertyId] = member.signedIn.user.propertyIds;
    for (let made = 1; made <= count; made += 1) {
      await member.call('post', '/tasks', { propertyId, title: `${title} ${made}` }).expect(201);
    }
  };
  const on = (app: TestApp, { signedIn }: Member): Member => ({
    signedIn,
    call: (method, path, body) => app.call(method, path, body).set('authorization', `Bearer ${signedIn.accessToken}`),
  });
  const titlesOf = (client: SseClient): string[] =>
    eventsOf(client).map(({ payload }) => (payload as { title: string }).title);
  const gapsOf = (client: SseClient): Gap[] =>
    client.frames.filter(({ event }) => event === 'gap').map(({ data }) => JSON.parse(data) as Gap);

  it('every subscriber gets a gap, can resume only from cursors that are still valid, and receives later events', async () => {
    const owner = await first.signIn('owner');
    const leaving = await first.signIn('manager');
    const streams = [await here.ready(owner), await there.ready(on(second, owner)), await there.ready(leaving)];
    await addTasks(owner, 2, 'before');
    await heal(() => streams.every((client) => titlesOf(client).length === 2));
    const kept = streams[0]?.lastEventId ?? '';
    await backUp();
    await addTasks(owner, 3, 'lost');
    await heal(() => streams.every((client) => titlesOf(client).length === 5));
    const lost = streams[0]?.lastEventId ?? '';

    await restore();
    // Past everyone’s cursor: the numbers are the same, the events are not.
    await addTasks(owner, 4, 'after');
    await heal(() => streams.every((client) => gapsOf(client).length === 1));
    expect(streams.flatMap(gapsOf).map(({ reason }) => reason)).toEqual(['epoch', 'epoch', 'epoch']);
    await addTasks(owner, 1, 'then');
    await heal(() => streams.every((client) => titlesOf(client).includes('then 1')));
    for (const client of streams) {
      const titles = titlesOf(client);
      expect(titles.slice(0, 5)).toEqual(['before 1', 'before 2', 'lost 1', 'lost 2', 'lost 3']);
      // The gap covers the events before it; after it, all come in order and once.
      expect(titles.slice(5)).toEqual(
        ['after 1', 'after 2', 'after 3', 'after 4', 'then 1'].slice(-(titles.length - 5)),
      );
    }

    const resumed = await there.ready(on(second, owner), `?cursor=${kept}`);
    await heal(() => titlesOf(resumed).length === 5);
    expect(titlesOf(resumed)).toEqual(['after 1', 'after 2', 'after 3', 'after 4', 'then 1']);
    expect(gapsOf(resumed)).toEqual([]);
    for (const [transports, app] of [
      [here, first],
      [there, second],
    ] as const) {
      const { events, gap } = await transports.poll(on(app, owner), `?timeoutMs=1000&cursor=${lost}`);
      expect([events, gap?.reason]).toEqual([[], 'epoch']);
    }

    await leaving.call('post', '/auth/logout').expect(204);
    await heal(() => streams[2]?.frames.some(({ event }) => event === 'bye') ?? false);
  });

  it('a session missing from the backup ends', async () => {
    await backUp();
    const late = await first.signIn('manager');
    const stream = await there.ready(late);
    await addTasks(late, 1, 'late');
    await heal(() => titlesOf(stream).length === 1);
    await restore();
    await heal(() => stream.frames.some(({ event }) => event === 'bye'));
    expect(JSON.parse(stream.frames.at(-1)?.data ?? '')).toMatchObject({ reason: 'revoked' });
  });
});
