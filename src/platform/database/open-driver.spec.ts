import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type TestPostgres } from '../../../test/support/postgres.js';
import type { Settings } from '../config/settings.js';
import { openDriver } from './open-driver.js';

describe('a PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
    const client = new pg.Client(postgres.url);
    await client.connect();
    await client.query(`create database ascii encoding 'SQL_ASCII' locale 'C' template template0`);
    await client.end();
  });
  afterAll(() => postgres.stop());

  const open = async (url: string) => {
    const settings = { database: { kind: 'postgres', url, poolSize: 1 } };
    const driver = await openDriver(settings as Settings);
    await driver.close();
  };

  it('is opened, also one whose locale knows ASCII only', () => open(postgres.url));

  it('that cannot fold case by Unicode is refused at the start, and not by the first search', async () => {
    const refused = expect(open(postgres.url.replace(/postgres$/, 'ascii'))).rejects;
    await refused.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(/und-x-icu.*built with ICU.*UTF8/),
    });
  });
});
