import { MemoryEventLog, SqlEventLog } from '@bellhop/realtime';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { Database } from '../../src/platform/database/database.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { emptyDatabase } from '../support/prepared-database.js';
import { UNHURRIED } from '../support/held-transaction.js';
import { startPostgres } from '../support/postgres.js';
import { describeEventLog } from './event-log.suite.js';

describeEventLog('memory', async () => {
  const clock = new SimulatedClock();
  const log = new MemoryEventLog(undefined, undefined, clock);
  await log.open();
  return { log, transactor: log, clock, close: () => Promise.resolve() };
});

const overSql = async (driver: SqlDriver, close: () => Promise<void>) => {
  const database = new Database(driver);
  const clock = new SimulatedClock();
  const log = new SqlEventLog(database, clock);
  await log.open();
  return { log, transactor: database, clock, reopen: () => new SqlEventLog(database, clock), close };
};

describeEventLog('SQL on PGlite', async () => {
  const driver = await emptyDatabase();
  return overSql(driver, () => driver.close());
});

describeEventLog('SQL on PostgreSQL', async () => {
  const postgres = await startPostgres();
  const driver = await PostgresDriver.open({
    url: postgres.url,
    poolSize: 10,
    bounds: UNHURRIED,
    onIdleError: () => undefined,
  });
  return overSql(driver, async () => {
    await driver.close();
    await postgres.stop();
  });
});
