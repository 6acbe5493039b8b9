import { describe, expect, it } from '@jest/globals';
import type { DurableEvent } from '@bellhop/protocol';
import { type DeadLetter, SqlDeliveryStore, SqlEventLog } from '@bellhop/realtime';
import { digestWorker, unlogged } from '@bellhop/realtime/testing';
import { Database } from '../../src/platform/database/database.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { emptyDatabase } from '../support/prepared-database.js';
import { UNHURRIED } from '../support/held-transaction.js';
import { startPostgres } from '../support/postgres.js';

const ORGS = ['aurora', 'borealis', 'corona', 'dawn'];
const PER_ORG = 40;
const POISONED = 7;

/** Three instances with their own connections share events that four organisations raise concurrently. */
async function runInstances(drivers: readonly SqlDriver[]): Promise<{ readonly atWork: number }> {
  const parts = drivers.map((driver) => {
    const database = new Database(driver);
    return { log: new SqlEventLog(database), store: new SqlDeliveryStore(database) };
  });
  await Promise.all(parts.map(({ log }) => log.open()));
  await Promise.all(parts.map(({ store }) => store.open()));

  const handled = new Map(ORGS.map((orgId) => [orgId, [] as number[]] as const));
  const busy = new Set<string>();
  const deadLetters: DeadLetter[] = [];
  const violations: unknown[] = [];
  const atWork = new Set<number>();
  let left = ORGS.length * PER_ORG;
  // An instance has capacity for half of the organisations, and no event ends before a second instance has one, so the
  // first cannot process them all.
  let meet: () => void = () => undefined;
  const met = new Promise<void>((resolve) => (meet = resolve));
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const done = (): void => {
    left -= 1;
    if (left === 0) finish();
  };

  const instances = parts.map(({ log, store }, index) => {
    const handle = async ({ orgId, seq }: DurableEvent): Promise<void> => {
      if (busy.has(orgId)) violations.push(`two at a time on ${orgId}`);
      busy.add(orgId);
      atWork.add(index);
      if (atWork.size > 1) meet();
      await met;
      await new Promise((resolve) => setImmediate(resolve));
      busy.delete(orgId);
      if (seq === POISONED) throw new Error('poisoned');
      handled.get(orgId)?.push(seq);
      done();
    };
    const reports = {
      deadLetter: (deadLetter: DeadLetter): void => {
        deadLetters.push(deadLetter);
        done();
      },
      gap: (gap: unknown) => violations.push(gap),
      rewound: (partition: unknown) => violations.push(partition),
      stuck: (subscription: unknown) => violations.push(subscription),
      leaseLost: (partition: unknown) => violations.push(partition),
      error: (error: unknown) => violations.push(error),
    };
    const worker = digestWorker(
      { log, store, handle, reports, subscriber: { maxAttempts: 3, backoff: { firstMs: 5 } } },
      { scanMs: 100, concurrency: ORGS.length / 2 },
    );
    return { log, store, worker };
  });
  await Promise.all(instances.map(({ worker }) => worker.start()));

  const raise = async (orgId: string): Promise<void> => {
    for (let count = 0; count < PER_ORG; count += 1) {
      const { log, worker } = instances[count % instances.length] ?? fail();
      const record = unlogged(orgId);
      await log.commit([record]);
      // One hint in five is lost.
      if (count % 5 !== 4) worker.accept(record);
    }
  };
  await Promise.all(ORGS.map(raise));
  await finished;
  await Promise.all(instances.map(({ worker }) => worker.stop()));

  expect(violations).toEqual([]);
  const expected = Array.from({ length: PER_ORG }, (_, index) => index + 1).filter((seq) => seq !== POISONED);
  for (const [orgId, seqs] of handled) expect([orgId, seqs]).toEqual([orgId, expected]);
  expect(deadLetters.map(({ orgId, seq, attempts }) => [orgId, seq, attempts]).sort()).toEqual(
    ORGS.map((orgId) => [orgId, POISONED, 3]),
  );
  const { store } = instances[0] ?? fail();
  expect(await store.backlog(['digest'], undefined, 100)).toEqual({ partitions: [], next: undefined });
  for (const orgId of ORGS) {
    const claim = await store.claim({ subscription: 'digest', orgId }, 1);
    expect(claim).toMatchObject({ position: PER_ORG, head: { seq: PER_ORG } });
  }
  return { atWork: atWork.size };
}

function fail(): never {
  throw new Error('there is no instance');
}

describe('durable delivery by several instances at once', () => {
  it('is in order, once and complete on PostgreSQL', async () => {
    const postgres = await startPostgres();
    const open = () =>
      PostgresDriver.open({
        url: postgres.url,
        poolSize: 4,
        bounds: UNHURRIED,
        onIdleError: () => undefined,
      });
    const drivers = await Promise.all([open(), open(), open()]);
    try {
      expect((await runInstances(drivers)).atWork).toBeGreaterThan(1);
    } finally {
      await Promise.all(drivers.map((driver) => driver.close()));
      await postgres.stop();
    }
  });

  it('is in order, once and complete on PGlite', async () => {
    const driver = await emptyDatabase();
    try {
      await runInstances([driver, driver, driver]);
    } finally {
      await driver.close();
    }
  });
});
