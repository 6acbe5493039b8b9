import { PgliteDriver } from '../../src/platform/database/pglite.driver.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { startPostgres } from '../support/postgres.js';
import { describeDriver } from './sql-driver.suite.js';

describeDriver('PGlite', async () => ({ driver: await PgliteDriver.open({}), end: () => Promise.resolve() }));

describeDriver('PostgreSQL', async () => {
  const postgres = await startPostgres();
  const driver = await PostgresDriver.open({ url: postgres.url, poolSize: 10, onIdleError: () => undefined });
  return { driver, end: () => postgres.stop() };
});
