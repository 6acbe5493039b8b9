import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Database } from '../../src/platform/database/database.js';
import {
  DatabaseBusyError,
  DatabaseUnavailableError,
  OutcomeUnknownError,
} from '../../src/platform/database/database.errors.js';
import { POSTGRES_BOUNDS, type PostgresBounds } from '../../src/platform/database/postgres-bounds.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

/** So long that even a busy machine does not reach it. */
const NEVER_MS = 60_000;
const PATIENT: PostgresBounds = {
  ...POSTGRES_BOUNDS,
  waitMs: NEVER_MS,
  connectMs: NEVER_MS,
  workMs: NEVER_MS,
  statementMs: NEVER_MS,
  lockMs: NEVER_MS,
  idleInTransactionMs: NEVER_MS,
};
const POOL = 8;

it('responds or refuses within ten seconds, whatever is slow', () => {
  const { waitMs, connectMs, workMs, probeMs, statementMs, lockMs } = POSTGRES_BOUNDS;
  expect(waitMs + connectMs + workMs + probeMs).toBeLessThan(10_000);
  // The database reports the problem before the connection has to be given up.
  expect(lockMs).toBeLessThan(statementMs);
  expect(statementMs).toBeLessThan(workMs);
});

describe('a database that fails', () => {
  let postgres: TestPostgres;
  let admin: pg.Client;
  let network: TcpProxy;
  let database: Database;
  let away: boolean[];
  const waiting: (() => void)[] = [];
  const stopped = new Set<number>();
  beforeAll(async () => {
    postgres = await startPostgres();
    admin = await connect();
    await admin.query('create table heads (org_id text primary key, head int not null)');
  });
  afterEach(async () => {
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
    stopped.clear();
    await network.close();
    await database.close();
    await admin.query('truncate heads');
  });
  afterAll(async () => {
    await admin.end();
    await postgres.stop();
  });

  async function open(bounds: Partial<PostgresBounds> = {}): Promise<void> {
    away = [];
    network = await startTcpProxy(postgres.url);
    const driver = await PostgresDriver.open({
      url: network.through(postgres.url),
      poolSize: POOL,
      onIdleError: () => undefined,
      onAway: (now) => {
        away.push(now);
        for (const tell of waiting.splice(0)) tell();
      },
      bounds: { ...PATIENT, ...bounds },
    });
    database = new Database(driver);
  }

  /** Settles at the next change to away or back. */
  const change = () => new Promise<void>((resolve) => waiting.push(resolve));
  /** Increments the head, as appending an event does. */
  const COUNT = 'insert into heads as h values ($1, 1) on conflict (org_id) do update set head = h.head + 1';
  const write = (orgId: string): Promise<unknown> =>
    database.transaction(({ run }) => run(COUNT, [orgId], 'object'), { orgId });
  /** The same as a single statement. */
  const commit = (orgId: string): Promise<unknown> => database.commit(COUNT, [orgId], { orgId });
  const read = () => database.query('select 1', []);
  const head = async (orgId: string): Promise<number> =>
    (await admin.query<{ head: number }>('select head from heads where org_id = $1', [orgId])).rows[0]?.head ?? 0;
  const many = <T>(count: number, work: () => Promise<T>) => Promise.allSettled(Array.from({ length: count }, work));
  const failures = (outcomes: readonly PromiseSettledResult<unknown>[]): unknown[] =>
    outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  /** Locks the organisation’s counter; the returned function unlocks it. */
  async function lock(orgId: string): Promise<() => Promise<void>> {
    const holder = await connect();
    await holder.query('begin');
    await holder.query('select 1 from heads where org_id = $1 for update', [orgId]);
    return () => holder.end();
  }
  async function connect(database = '/postgres'): Promise<pg.Client> {
    const client = new pg.Client(Object.assign(new URL(postgres.url), { pathname: database }).href);
    // If an expectation fails, it is still open when the server stops.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
  /** Settles when exactly `count` sessions of the database under test meet the condition. */
  async function sessions(count: number, condition: string): Promise<void> {
    const asked = `select pid from pg_stat_activity where application_name = 'bellhop' and ${condition}`;
    for (;;) {
      if ((await admin.query(asked)).rows.length === count) return;
    }
  }
  /** Stops every process that serves the database under test, as on a machine without CPU time for them. */
  async function stopBackends(): Promise<void> {
    const { rows } = await admin.query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = 'bellhop'",
    );
    for (const { pid } of rows) {
      process.kill(pid, 'SIGSTOP');
      stopped.add(pid);
    }
  }

  it('keeps nobody else waiting for a lock on one organisation’s counter', async () => {
    await open();
    await write('a');
    const unlock = await lock('a');
    const locked = many(5 * POOL, () => Promise.all([write('a'), commit('a')]));
    await sessions(2, "wait_event_type = 'Lock'");
    const others = () => Promise.all([write('b'), commit('b')]);
    for (const outcomes of [await many(5 * POOL, others), await many(5 * POOL, read)]) {
      expect(failures(outcomes)).toEqual([]);
    }
    await database.ping();
    await sessions(2, "wait_event_type = 'Lock'");
    await unlock();
    expect(failures(await locked)).toEqual([]);
    expect([await head('a'), await head('b')]).toEqual([10 * POOL + 1, 10 * POOL]);
  });

  it('refuses writes that wait too long for a locked counter as busy, without declaring the database away', async () => {
    await open({ lockMs: 100, waitMs: 150 });
    await write('a');
    const unlock = await lock('a');
    const refused = failures([
      ...(await many(3 * POOL, () => write('a'))),
      ...(await many(3 * POOL, () => commit('a'))),
    ]);
    expect(refused).toHaveLength(6 * POOL);
    for (const error of refused) expect(error).toBeInstanceOf(DatabaseBusyError);
    await unlock();
    await write('a');
    expect([await head('a'), away]).toEqual([2, []]);
  });

  it('leaves reads their share while slow transactions use all of theirs', async () => {
    await open();
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const slow = Array.from({ length: 2 * POOL }, (_, org) =>
      database.transaction(
        async ({ run }) => {
          await run('select 1', [], 'object');
          await finished;
        },
        { orgId: `${org}` },
      ),
    );
    await sessions(6, "state = 'idle in transaction'");
    expect(failures(await many(5 * POOL, read))).toEqual([]);
    finish();
    await Promise.all(slow);
  });

  it.each([
    ['a transaction', 'before the server heard of it', 'commit', false, 0],
    ['a transaction', 'after the server had done it', 'commit', true, 1],
    ['a statement', 'before the server heard of it', 'doomed', false, 0],
    ['a statement', 'after the server had done it', 'doomed', true, 1],
  ])(
    'reports an unknown outcome when the connection dies at the commit of %s: %s',
    async (how, _, words, delivered, head1) => {
      await open({ workMs: 300, idleInTransactionMs: 200 });
      network.silenceFrom({ words, delivered });
      const outcome = how === 'a statement' ? commit('doomed') : write('doomed');
      await expect(outcome).rejects.toBeInstanceOf(OutcomeUnknownError);
      // The lost transaction’s lock is gone too, so nobody waits for it. Checked by a connection without time limits.
      await admin.query(COUNT, ['doomed']);
      expect([await head('doomed'), away]).toEqual([head1 + 1, []]);
    },
  );

  it.each([
    ['a transaction', write],
    ['a statement', commit],
  ])('reports an unknown outcome when the server ends the connection at the commit of %s', async (_, work) => {
    await open();
    // A constraint checked at the commit ends the process that checks it.
    await admin.query(`
      create or replace function end_me() returns trigger language plpgsql as $$
        begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(10); return null; end $$;
      create constraint trigger at_commit after insert on heads deferrable initially deferred
        for each row execute function end_me()`);
    await expect(work('a')).rejects.toBeInstanceOf(OutcomeUnknownError);
    await admin.query('drop trigger at_commit on heads');
    await write('a');
    expect(await head('a')).toBe(1);
  });

  it('is sure that nothing was written when the server ends a statement early', async () => {
    await open();
    await write('a');
    const unlock = await lock('a');
    const outcome = commit('a').catch((error: unknown) => error);
    await sessions(1, "wait_event_type = 'Lock'");
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'");
    expect(await outcome).toBeInstanceOf(DatabaseUnavailableError);
    await unlock();
    expect(await head('a')).toBe(1);
  });

  it('is sure that nothing was written when the connection dies before the commit', async () => {
    await open();
    const outcome = database.transaction(async ({ run }) => {
      await run("insert into heads values ('a', 1)", [], 'object');
      // Work that ignores this error goes on to the commit.
      await run('select pg_terminate_backend(pg_backend_pid())', [], 'object').catch(() => undefined);
    });
    await expect(outcome).rejects.toBeInstanceOf(DatabaseUnavailableError);
    expect(await head('a')).toBe(0);
  });

  it('does not mistake a commit that rolled back for a success', async () => {
    await open();
    const outcome = database.transaction(async ({ run }) => {
      await run("insert into heads values ('a', 1)", [], 'object');
      await run('select 1 / 0', [], 'object').catch(() => undefined);
    });
    await expect(outcome).rejects.toThrow('rolled back');
    expect(await head('a')).toBe(0);
    expect(postgres.log.filter((line) => line.includes('no transaction in progress'))).toEqual([]);
  });

  it('gives up stopped processes, is away, and comes back with new ones', async () => {
    await open({ workMs: 400, probeMs: 400 });
    expect(failures(await many(POOL, read))).toEqual([]);
    await database.ping();
    await stopBackends();
    // Each gives its connection up; idle connections are not tried once the database counts as away.
    const [first, ...others] = [write('a'), write('b'), read()];
    await expect(first).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await Promise.allSettled(others);
    while (away.length < 2) await change();
    expect(failures(await many(POOL, () => write('c')))).toEqual([]);
    expect([away, await head('a'), await head('c')]).toEqual([[true, false], 0, POOL]);
  });

  it('refuses at once while away, probes once per period, and is back when a probe succeeds', async () => {
    await open({ connectMs: 300, probeMs: 300 });
    await network.refuse();
    await many(3, read);
    expect(away).toEqual([true]);
    // A refusal that needed the network would take at least one turn of the event loop.
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);
    for (const work of [read, () => write('a'), () => database.ping()] as (() => Promise<unknown>)[]) {
      expect(failures(await many(1_000, work)).every((error) => error instanceof DatabaseUnavailableError)).toBe(true);
    }
    clearInterval(counting);
    expect(turns).toBeLessThan(20);
    await network.heal();
    while (away.at(-1) === true) await change();
    expect(away).toEqual([true, false]);
    await Promise.all([read(), write('a'), database.ping()]);
    expect(await head('a')).toBe(1);
  });

  it('is found away when nothing arrives from it, by a ping too', async () => {
    await open({ connectMs: 300, workMs: 300, probeMs: 300 });
    await database.ping();
    network.silence();
    await expect(database.ping()).rejects.toBeInstanceOf(DatabaseUnavailableError);
    for (const error of failures(await many(3, read))) expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect(away).toEqual([true]);
    await network.heal();
    while (away.at(-1) === true) await change();
    await database.ping();
    expect(failures(await many(3 * POOL, read))).toEqual([]);
  });

  it('is not asked more often for a thousand clients than for a few while it refuses connections', async () => {
    await open({ probeMs: 200 });
    expect(failures(await many(POOL, read))).toEqual([]);
    const before = postgres.log.length;
    const elsewhere = await connect('/template1');
    await elsewhere.query('alter database postgres allow_connections false');
    await elsewhere.query(
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'bellhop'",
    );
    for (let round = 0; round < 5; round += 1) {
      const refused = failures(await many(200, read));
      expect(refused).toHaveLength(200);
      for (const error of refused) expect(error).toBeInstanceOf(DatabaseUnavailableError);
    }
    // One line per connection ended, one per connect tried before it counted as away, and a few probes.
    expect(postgres.log.length - before).toBeLessThan(6 * POOL);
    await elsewhere.query('alter database postgres allow_connections true');
    await elsewhere.end();
    while (away.at(-1) === true) await change();
    expect(failures(await many(1_000, read))).toEqual([]);
  });

  it('lets maintenance take longer than any request may', async () => {
    await open({ statementMs: 50, lockMs: 50, workMs: 100, idleInTransactionMs: 50 });
    const [row] = await database.transaction(
      async ({ run }) => {
        await run('select pg_sleep(0.3)', [], 'object');
        await admin.query('select pg_sleep(0.2)');
        return run("select current_setting('lock_timeout') as lock", [], 'object');
      },
      { maintenance: true },
    );
    expect(row).toEqual({ lock: '0' });
    await expect(database.query('select pg_sleep(0.3)', [])).rejects.toBeInstanceOf(DatabaseUnavailableError);
  });
});
