import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SqlEventLog } from '@bellhop/realtime';
import { Database } from '../../src/platform/database/database.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';

describe('the epoch of the SQL log', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  async function on<T>(name: string, work: (database: Database) => Promise<T>): Promise<T> {
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    const driver = await PostgresDriver.open({ url: url.href, poolSize: 2, onIdleError: () => undefined });
    try {
      return await work(new Database(driver));
    } finally {
      await driver.close();
    }
  }

  async function epochOf(database: Database): Promise<string> {
    const log = new SqlEventLog(database);
    await log.open();
    return log.epoch;
  }

  it('differs in a copy of the database, whose events may differ from those already delivered', async () => {
    const original = await on('postgres', async (database) => {
      await database.query('create database hotel', []);
      return on('hotel', epochOf);
    });
    const copy = await on('postgres', async (database) => {
      await database.query('create database restored template hotel', []);
      return on('restored', epochOf);
    });
    expect(copy).not.toBe(original);
    expect(await on('restored', epochOf)).toBe(copy);
    expect(await on('hotel', epochOf)).toBe(original);
  });

  it('is the same for instances that start together', async () => {
    await on('postgres', (database) => database.query('create database together', []));
    const epochs = await Promise.all(Array.from({ length: 5 }, () => on('together', epochOf)));
    expect(new Set(epochs).size).toBe(1);
  });
});
