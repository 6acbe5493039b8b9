import { expect, it } from '@jest/globals';
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

it('PostgreSQL ends a long statement that was given up, and its connection’s place is free', async () => {
  const postgres = await startPostgres();
  const bounds = { ...UNHURRIED, unwantedMs: 50 };
  const driver = await PostgresDriver.open({ url: postgres.url, poolSize: 2, bounds, onIdleError: () => undefined });
  try {
    const left = new AbortController();
    const reason = new Error('the client has left');
    const slow = driver.run('select pg_sleep(600)', [], 'array', left.signal);
    const sleeping = `select count(*)::int from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'`;
    const count = async () => ((await driver.transaction((run) => run(sleeping, [], 'array')))[0] as [number])[0];
    while ((await count()) === 0);
    left.abort(reason);
    await expect(slow).rejects.toBe(reason);
    await expect(driver.run('select 1', [], 'array')).resolves.toEqual([[1]]);
    while ((await count()) > 0);
  } finally {
    await driver.close();
    await postgres.stop();
  }
});
