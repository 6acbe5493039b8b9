import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@bellhop/protocol';
import pg from 'pg';
import type { Settings } from '../../src/platform/config/settings.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

describe('requests while the database fails', () => {
  let postgres: TestPostgres;
  let network: TcpProxy;
  let server: TestApp;
  let aurora: Member;
  let borealis: Member;
  beforeAll(async () => {
    postgres = await startPostgres();
    network = await startTcpProxy(postgres.url);
    const database: Settings['database'] = { kind: 'postgres', url: network.through(postgres.url), poolSize: 6 };
    // Only what a test waits for is short: the longest wait for a lock, and between two probes.
    const bounds = {
      ...{ lockMs: 1_000, waitMs: 2_000, statementMs: 8_000, workMs: 10_000 },
      ...{ connectMs: 20_000, probeMs: 3_000 },
    };
    server = await createTestApp({
      settings: { database },
      openDriver: () => PostgresDriver.open({ ...database, bounds, onIdleError: () => undefined }),
    });
    [aurora, borealis] = [await server.signIn('owner'), await server.signIn('owner', 'borealis')];
  });
  afterAll(async () => {
    await server.close();
    await network.close();
    await postgres.stop();
  });

  const create = (member: Member, title: string) =>
    member.call('post', '/tasks', { propertyId: firstProperty(member), title });
  const tasks = async (title: string): Promise<number> =>
    (await server.database.query('select 1 from tasks where title = $1', [title])).length;

  it('of one organisation whose counter is locked are refused; others are served', async () => {
    await Promise.all([create(aurora, 'before').expect(201), create(borealis, 'before').expect(201)]);
    const holder = new pg.Client(postgres.url);
    // If an expectation fails, it is still open when the server stops.
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('begin');
    await holder.query('select 1 from realtime_heads where org_id = $1 for update', [aurora.signedIn.user.orgId]);
    const locked = Promise.all(Array.from({ length: 20 }, (_, n) => create(aurora, `locked ${n}`)));
    for (let round = 0; round < 5; round += 1) {
      await create(borealis, 'meanwhile').expect(201);
      await aurora.call('get', '/tasks').expect(200);
      await server.call('get', '/health/ready').expect(200);
    }
    for (const { status, headers, body } of await locked) {
      expect([status, (body as Problem).code, headers['retry-after']]).toEqual([503, 'unavailable', '2']);
      // By the database, or before it.
      expect((body as Problem).detail).toMatch(/busy|waiting for earlier requests of the organisation/);
    }
    await holder.end();
    await create(aurora, 'afterwards').expect(201);
  });

  it('with an unknown commit say so, and run once when repeated with their key', async () => {
    // The write is one statement that commits itself: the connection that carries the title goes silent.
    network.silenceFrom({ words: 'saved perhaps', delivered: true });
    const lost = await create(aurora, 'saved perhaps').set('idempotency-key', 'perhaps');
    expect([lost.status, (lost.body as Problem).code]).toEqual([503, 'outcome_unknown']);
    // Programs that retry on this header must not retry this.
    expect(lost.headers['retry-after']).toBeUndefined();
    const repeated = await create(aurora, 'saved perhaps').set('idempotency-key', 'perhaps').expect(201);
    expect(repeated.headers['idempotent-replayed']).toBe('true');
    expect(await tasks('saved perhaps')).toBe(1);
  });

  it('are refused while it is away and served again once it is back; the process stays healthy throughout', async () => {
    await network.refuse();
    const refused = await Promise.all(Array.from({ length: 50 }, () => aurora.call('get', '/tasks')));
    for (const { status, headers, body } of refused) {
      expect([status, (body as Problem).code, headers['retry-after']]).toEqual([503, 'unavailable', '2']);
    }
    await server.call('get', '/health/ready').expect(503);
    await server.call('get', '/health/live').expect(200);
    await network.heal();
    while ((await server.call('get', '/health/ready')).status !== 200);
    await aurora.call('get', '/tasks').expect(200);
    await create(aurora, 'back').expect(201);
  });
});
