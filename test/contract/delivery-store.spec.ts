import { describe, expect, it } from '@jest/globals';
import { MemoryDeliveryStore, MemoryEventLog, SqlDeliveryStore, SqlEventLog } from '@bellhop/realtime';
import type { SimulatedClock } from '@bellhop/realtime/testing';
import { Database } from '../../src/platform/database/database.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { emptyDatabase } from '../support/prepared-database.js';
import { UNHURRIED } from '../support/held-transaction.js';
import { startPostgres } from '../support/postgres.js';
import { describeDeliveryStore } from './delivery-store.suite.js';

describeDeliveryStore('memory', async (clock) => {
  const log = new MemoryEventLog(undefined, undefined, clock);
  await log.open();
  const store = new MemoryDeliveryStore(log, clock);
  await store.open();
  return { log, transactor: log, store, another: () => store, close: () => Promise.resolve() };
});

const overSql = async (driver: SqlDriver, clock: SimulatedClock, close: () => Promise<void>) => {
  const database = new Database(driver);
  const log = new SqlEventLog(database, clock);
  await log.open();
  const another = () => new SqlDeliveryStore(database, clock);
  const store = another();
  await store.open();
  return { log, transactor: database, store, another, close };
};

describeDeliveryStore('SQL on PGlite', async (clock) => {
  const driver = await emptyDatabase();
  return overSql(driver, clock, () => driver.close());
});

describeDeliveryStore('SQL on PostgreSQL', async (clock) => {
  const postgres = await startPostgres();
  const driver = await PostgresDriver.open({
    url: postgres.url,
    poolSize: 10,
    bounds: UNHURRIED,
    onIdleError: () => undefined,
  });
  return overSql(driver, clock, async () => {
    await driver.close();
    await postgres.stop();
  });
});

describe('delivery store: SQL, by the database’s clock', () => {
  it('ignores a mark once a version without marks has moved the position', async () => {
    const driver = await emptyDatabase();
    const database = new Database(driver);
    await new SqlEventLog(database).open();
    const store = new SqlDeliveryStore(database);
    await store.open();
    await store.register('digest', 'head');
    const partition = { subscription: 'digest', orgId: 'org' };
    const claim = (await store.claim(partition, 60_000)) ?? fail();
    await store.release(claim, { seq: 3, mark: 77, provenAgoMs: 0 });
    await database.query('update realtime_positions set position = 5', []);
    expect(await store.claim(partition, 0)).toMatchObject({ position: 5, mark: 0 });
    await driver.close();
  });

  it('measures leases, whatever the instances’ clocks', async () => {
    const driver = await emptyDatabase();
    const database = new Database(driver);
    await new SqlEventLog(database).open();
    const store = new SqlDeliveryStore(database);
    await store.open();
    await store.register('digest', 'head');
    const partition = { subscription: 'digest', orgId: 'org' };
    const first = await store.claim(partition, 0);
    const second = await store.claim(partition, 60_000);
    expect(second?.token).toBeGreaterThan(first?.token ?? Infinity);
    expect(await store.claim(partition, 60_000)).toBeUndefined();
    await driver.close();
  });

  it('issues no token twice after the database is reset to an earlier state', async () => {
    const driver = await emptyDatabase();
    const database = new Database(driver);
    const log = new SqlEventLog(database);
    await log.open();
    const store = new SqlDeliveryStore(database);
    await store.open();
    await store.register('digest', 'head');
    const partition = { subscription: 'digest', orgId: 'org' };
    const saved = async () => (await store.claim(partition, 0)) ?? fail();
    await saved();
    await database.query('create table backup as select * from realtime_positions', []);
    const before = [await saved(), await saved()];
    await database.query('delete from realtime_positions', []);
    await database.query('insert into realtime_positions select * from backup', []);
    for (let claims = 0; claims < 3; claims += 1) {
      await saved();
      for (const claim of before) expect(await store.advance(claim, { seq: 500, mark: 0, provenAgoMs: 0 })).toBe(false);
    }
    await driver.close();
  });
});

function fail(): never {
  throw new Error('the partition is not free');
}
