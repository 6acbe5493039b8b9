import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startPostgres, type TestPostgres } from '../../../test/support/postgres.ts';
import { LeanClient } from '../src/load/lean-client.ts';
import { StreamPool } from '../src/load/stream-pool.ts';
import { startBare } from '../src/servers/bare/bare.ts';
import { makeBareDatabase } from '../src/servers/bare/bare-database.ts';
import type { Tenant } from '../src/servers/bellhop/tenants.ts';
import type { StreamServer } from '../src/servers/stream-server.ts';
import { bareGet, barePost, barePublish } from '../src/workloads/change/asks.ts';
import { arrivals } from '../src/workloads/change/servers.ts';

const PEOPLE = 5;

const tenant = (): Tenant => {
  const orgId = randomUUID();
  const sessions = Array.from({ length: PEOPLE }, () => ({ orgId, userId: randomUUID(), sessionId: randomUUID() }));
  return { orgId, propertyId: randomUUID(), sessions };
};

/** The benchmark’s servers run on Linux only. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the bare server that Bellhop is compared with', () => {
  const own = tenant();
  let postgres: TestPostgres;
  let server: StreamServer;
  let client: LeanClient;
  let database: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    const url = await makeBareDatabase(postgres.url, [own]);
    server = await startBare(url, [own]);
    client = await LeanClient.open(server.port, 4);
    database = new pg.Client({ connectionString: url });
    await database.connect();
  });

  afterAll(async () => {
    await database.end();
    client.close();
    await server.stop();
    await postgres.stop();
  });

  const count = async (table: string): Promise<number> =>
    Number((await database.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n);

  test('does the work of a change in three statements or in one: row, counter, event without a gap, five streams', async () => {
    const places = Array.from({ length: PEOPLE }, (_, index) => ({ org: 0, index }));
    const pool = await StreamPool.open(server, places);
    const side = { server, places, pool, read: [own], unread: [] };
    const arrived = arrivals(side, 1);
    const [three, one] = ['/three/tasks', '/one/tasks'].map((path) => barePost(path).of(own));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, turn) => client.send((turn % 2 === 0 ? three : one)?.(turn) ?? Buffer.of())),
    );
    await arrived(20);
    expect(answers).toEqual(Array.from({ length: 20 }, () => 201));
    expect(pool.counts).toEqual(Array.from({ length: PEOPLE }, () => 20));
    pool.close();
    expect(await count('tasks')).toBe(20);
    const { rows } = await database.query<{ head: string; least: string; most: string; seqs: string }>(
      `select h.head, min(e.seq) as least, max(e.seq) as most, count(distinct e.seq) as seqs
       from heads h join events e using (org_id) group by h.head`,
    );
    expect(rows).toEqual([{ head: '20', least: '1', most: '20', seqs: '20' }]);
  });

  test('publishes a hundred events in one request, and lists the requested number of tasks', async () => {
    const before = await count('events');
    expect(await client.send(barePublish('/events', 100).of(own)(0))).toBe(202);
    expect(await count('events')).toBe(before + 100);
    expect(await client.send(bareGet('/tasks?limit=7').of(own)(0))).toBe(200);
    const list = await fetch(`http://127.0.0.1:${server.port}/tasks?limit=7`, { headers: { 'x-org': own.orgId } });
    expect(((await list.json()) as { items: unknown[] }).items).toHaveLength(7);
  });
});
