import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type TestPostgres } from '../../../test/support/postgres.js';
import type { Settings } from '../config/settings.js';
import { Database } from './database.js';
import { migrate } from './migrate.js';
import { explainStart, openDriver } from './open-driver.js';

describe('a PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
    const client = new pg.Client(postgres.url);
    await client.connect();
    await client.query(`create database ascii encoding 'SQL_ASCII' locale 'C' template template0`);
    await client.query('create role guest login');
    await client.query('create database borrowed');
    await client.end();
    const borrowed = new pg.Client(urlOf('borrowed'));
    await borrowed.connect();
    await borrowed.query('grant create on schema public to guest');
    await borrowed.end();
  });
  afterAll(() => postgres.stop());

  const urlOf = (database: string): string => postgres.url.replace(/postgres$/, database);

  const open = async (url: string) => {
    const settings = { database: { kind: 'postgres', url, poolSize: 1 } };
    const driver = await openDriver(settings as Settings);
    await driver.close();
  };

  it('is opened, also one whose locale knows ASCII only', () => open(postgres.url));

  it('that cannot fold case by Unicode is refused at the start, and not by the first search', async () => {
    const refused = expect(open(urlOf('ascii'))).rejects;
    await refused.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(/und-x-icu.*built with ICU.*UTF8/),
    });
  });

  it('whose owner has to create the extensions for this user says so', async () => {
    const url = urlOf('borrowed').replace('//bellhop@', '//guest@');
    const settings = { database: { kind: 'postgres', url, poolSize: 1 } } as Settings;
    const database = new Database(await openDriver(settings));
    const refused: unknown = await migrate(database).catch((error: unknown) => explainStart(settings, error));
    await database.close();
    expect(refused).toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(/lacks the extension btree_gin.*permission denied.*create extension btree_gin/),
    });
  });
});
