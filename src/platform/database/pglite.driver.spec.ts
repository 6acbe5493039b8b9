import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { emptyDump } from '../../../test/support/prepared-database.js';
import { DatabaseUnavailableError, OutcomeUnknownError } from './database.errors.js';
import { PgliteDriver } from './pglite.driver.js';

/** Never ends and never checks for interrupts. */
const ENDLESS = 'do $$ begin loop end loop; end $$';
const NO_ROWS = [[], 'array'] as const;

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Dump of an empty database. */
let empty: Uint8Array;

describe('PgliteDriver', () => {
  const clock = new SimulatedClock();
  let driver: PgliteDriver;
  beforeAll(async () => {
    empty = await emptyDump();
    driver = await PgliteDriver.open({ clock, dump: empty });
    await driver.run('create table t (n int)', ...NO_ROWS);
  });
  afterEach(() => driver.run('delete from t', ...NO_ROWS));
  afterAll(() => driver.close());

  const count = async (): Promise<unknown> => (await driver.run('select count(*)::int from t', ...NO_ROWS))[0];

  it('leaves the event loop free while a statement runs', async () => {
    const order: string[] = [];
    const slow = driver.run('select count(*) from generate_series(1, 300000)', ...NO_ROWS);
    const answered = slow.then(() => order.push('answer'));
    for (let turns = 1; turns <= 3; turns++) {
      await turn();
      order.push(`turn ${turns}`);
    }
    await answered;
    expect(order).toEqual(['turn 1', 'turn 2', 'turn 3', 'answer']);
  });

  it('fails only the statement whose parameter cannot be sent', async () => {
    const [good, bad, alsoGood] = await Promise.allSettled([
      driver.run('select 1', ...NO_ROWS),
      driver.run('select $1::text', [() => 'a function'], 'array'),
      driver.run('select 2', ...NO_ROWS),
    ]);
    expect([good.status, bad.status, alsoGood.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('rolls back a transaction that is idle for ten seconds, and serves the others', async () => {
    let begun: () => void = () => undefined;
    const open = new Promise<void>((resolve) => (begun = resolve));
    const left = driver.transaction(async (run) => {
      await run('insert into t values (1)', ...NO_ROWS);
      begun();
      await new Promise(() => undefined);
    });
    await open;
    clock.advance(4_000);
    const next = count();
    await turn();
    clock.advance(4_000);
    const queued = await Promise.race([next, turn().then(() => 'waits')]);
    expect(queued).toBe('waits');
    const refused = outcome(left);
    // The waiting statement has not reached its own limit yet.
    clock.advance(2_000);
    expect(await refused).toBeInstanceOf(DatabaseUnavailableError);
    // It was refused, or saw none of the transaction: after five seconds of waiting either is correct.
    await outcome(next);
    expect(await count()).toEqual([0]);
  });

  it('refuses a statement that has waited for five seconds', async () => {
    await driver.transaction(async (run) => {
      await run('insert into t values (1)', ...NO_ROWS);
      const waiting = outcome(count());
      clock.advance(4_900);
      await run('select 1', ...NO_ROWS);
      expect(await Promise.race([waiting, turn().then(() => 'waits')])).toBe('waits');
      clock.advance(400);
      expect(await waiting).toBeInstanceOf(DatabaseUnavailableError);
    });
  });

  it('does not let one organisation’s writers delay others', async () => {
    const write = (orgId: string) => driver.commit('insert into t values (1)', ...NO_ROWS, { orgId });
    let written = 0;
    const busy = Array.from({ length: 200 }, () => write('busy').then(() => (written += 1)));
    await Promise.all([
      write('other'),
      count(),
      driver.transaction((run) => run('select 1', ...NO_ROWS), { orgId: 'third' }),
    ]);
    expect(written).toBeLessThan(30);
    await Promise.all(busy);
    expect(await count()).toEqual([201]);
  });

  it('refuses new statements at once while two thousand wait', async () => {
    await driver.transaction(async (run) => {
      await run('select 1', ...NO_ROWS);
      const waiting = Array.from({ length: 2_000 }, () => outcome(driver.run('select 1', ...NO_ROWS)));
      expect(await outcome(driver.run('select 1', ...NO_ROWS))).toMatchObject({
        name: 'DatabaseUnavailableError',
        detail: 'The database is overloaded. Try again shortly.',
      });
      clock.advance(5_300);
      expect(await Promise.all(waiting)).toHaveLength(2_000);
    });
  });
});

describe('PgliteDriver that loses its database', () => {
  let clock: SimulatedClock;
  let directory: string;
  let driver: PgliteDriver;
  let said: string[];
  beforeEach(async () => {
    clock = new SimulatedClock();
    directory = join(mkdtempSync(join(tmpdir(), 'bellhop-pglite-')), 'pg');
    said = [];
    driver = await PgliteDriver.open({ directory, dump: empty, clock, onLost: (sentence) => said.push(sentence) });
  });
  afterEach(async () => {
    await driver.close();
    rmSync(join(directory, '..'), { recursive: true });
  });

  it('reports a statement that never ends, refuses everything, and ends the thread', async () => {
    const endless = outcome(driver.run(ENDLESS, ...NO_ROWS));
    const behind = outcome(driver.run('select 1', ...NO_ROWS));
    const committing = outcome(driver.commit('select 1', ...NO_ROWS));
    await turn();
    clock.advance(30_000);
    expect(said).toEqual([]);
    clock.advance(1_000);
    expect(said).toEqual([
      `The embedded database in ${directory} hangs: it has not answered for 30 seconds. ` +
        'Restart the server; committed data is kept.',
    ]);
    expect(await Promise.all([endless, behind, committing])).toEqual([
      expect.any(DatabaseUnavailableError),
      expect.any(DatabaseUnavailableError),
      expect.any(OutcomeUnknownError),
    ]);
    // Later statements were never sent, so nothing was written.
    for (const refused of [driver.ping(), driver.commit('select 1', ...NO_ROWS)]) {
      expect(await outcome(refused)).toBeInstanceOf(DatabaseUnavailableError);
    }
    // Closing waits until the thread has ended; only then may its files be opened again.
    await driver.close();
    const next = await PgliteDriver.open({ directory });
    await next.ping();
    await next.close();
  });

  it('sets no time limit for migrations', async () => {
    const endless = outcome(driver.transaction((run) => run(ENDLESS, ...NO_ROWS), { maintenance: true }));
    await turn();
    clock.advance(3_600_000);
    expect(said).toEqual([]);
    const closed = driver.close();
    // It waits for its turn, then for the thread; both waits are bounded.
    for (let i = 0; i < 3; i++) {
      await turn();
      clock.advance(6_000);
    }
    await closed;
    expect(await endless).toBeInstanceOf(DatabaseUnavailableError);
  });

  it('reports PostgreSQL’s message when PostgreSQL gives up', async () => {
    rmSync(join(directory, 'pg_wal'), { recursive: true });
    const refused = outcome(
      (async () => {
        for (;;) await driver.run('select pg_switch_wal(), pg_logical_emit_message(false, $1, $1)', ['x'], 'array');
      })(),
    );
    expect(await refused).toBeInstanceOf(DatabaseUnavailableError);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/has stopped: could not .*pg_wal.*: No such file or directory\. Restart the server/);
  });

  it('keeps the log short that recovery replays after a crash', async () => {
    await driver.close();
    driver = await PgliteDriver.open({ directory, clock, checkpointBytes: 1 });
    const redo = async (): Promise<unknown> =>
      (await driver.run('select redo_lsn::text from pg_control_checkpoint()', ...NO_ROWS))[0];
    const before = await redo();
    const write = () => driver.run(`select pg_logical_emit_message(false, '', '')`, ...NO_ROWS);
    await Promise.all(Array.from({ length: 600 }, write));
    expect(await redo()).not.toEqual(before);
  });
});
