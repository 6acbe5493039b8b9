import { MemoryEventLog, SqlEventLog } from '@bellhop/realtime';
import { Database } from '../../src/platform/database/database.js';
import { PgliteDriver } from '../../src/platform/database/pglite.driver.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { startPostgres } from '../support/postgres.js';
import { describeEventLog } from './event-log.suite.js';

describeEventLog('memory', async () => {
  const log = new MemoryEventLog();
  await log.open();
  return { log, transactor: log, close: () => Promise.resolve() };
});

const overSql = async (driver: SqlDriver, close: () => Promise<void>) => {
  const database = new Database(driver);
  const log = new SqlEventLog(database);
  await log.open();
  return { log, transactor: database, reopen: () => new SqlEventLog(database), close };
};

describeEventLog('SQL on PGlite', async () => {
  const driver = await PgliteDriver.open({});
  return overSql(driver, () => driver.close());
});

describeEventLog('SQL on PostgreSQL', async () => {
  const postgres = await startPostgres();
  const driver = await PostgresDriver.open({ url: postgres.url, poolSize: 10, onIdleError: () => undefined });
  return overSql(driver, async () => {
    await driver.close();
    await postgres.stop();
  });
});
