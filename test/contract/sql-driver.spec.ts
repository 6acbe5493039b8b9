import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { emptyDatabase } from '../support/prepared-database.js';
import { UNHURRIED } from '../support/held-transaction.js';
import { startPostgres } from '../support/postgres.js';
import { describeDriver } from './sql-driver.suite.js';

describeDriver('PGlite', async () => ({ driver: await emptyDatabase(), end: () => Promise.resolve() }));

describeDriver('PostgreSQL', async () => {
  const postgres = await startPostgres();
  const driver = await PostgresDriver.open({
    url: postgres.url,
    poolSize: 10,
    bounds: UNHURRIED,
    onIdleError: () => undefined,
  });
  return { driver, end: () => postgres.stop() };
});
