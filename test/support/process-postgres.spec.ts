import { expect, it } from '@jest/globals';
import pg from 'pg';
import { databasesFrom } from './process-postgres.js';
import { query } from './postgres.js';

const withNotes = databasesFrom('notes', (url) => query(url, 'create table notes (text text)'));

/** Runs a statement, and returns its rows. */
async function rowsOf(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

it('each database begins as the template, has its own rows, and is gone once dropped', async () => {
  const [one, other] = [await withNotes(), await withNotes()];
  await query(one.url, `insert into notes values ('mine')`);
  expect(await rowsOf(one.url, 'select * from notes')).toEqual([{ text: 'mine' }]);
  expect(await rowsOf(other.url, 'select * from notes')).toEqual([]);
  // Also while somebody is connected.
  const client = new pg.Client(one.url);
  client.on('error', () => undefined);
  await client.connect();
  await one.drop();
  await expect(query(one.url, 'select 1')).rejects.toThrow('does not exist');
  await one.drop();
  await other.drop();
});
