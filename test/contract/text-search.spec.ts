import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasWords } from '@bellhop/hotel';
import { sql } from 'drizzle-orm';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { QueryTemplate } from '../../src/platform/database/template.js';
import { hasWords as hasWordsInSql, linesOf } from '../../src/platform/database/text-search.js';
import { emptyDatabase } from '../support/prepared-database.js';
import { startPostgres } from '../support/postgres.js';

const FOUND = new QueryTemplate<'first' | 'second' | 'query'>(
  (value) =>
    sql`select ${hasWordsInSql(linesOf(sql`${value('first')}::text`, sql`${value('second')}::text`), value('query'))}`,
);

/** In a database of the locale C, whose own `lower` knows ASCII only on PostgreSQL. */
describe.each<[string, () => Promise<{ driver: SqlDriver; end: () => Promise<void> }>]>([
  ['PGlite', async () => ({ driver: await emptyDatabase(), end: () => Promise.resolve() })],
  [
    'PostgreSQL',
    async () => {
      const postgres = await startPostgres();
      const driver = await PostgresDriver.open({ url: postgres.url, poolSize: 1, onIdleError: () => undefined });
      return { driver, end: () => postgres.stop() };
    },
  ],
])('a search for words, on %s', (_, open) => {
  let driver: SqlDriver;
  let end: () => Promise<void>;
  beforeAll(async () => ({ driver, end } = await open()));
  afterAll(async () => {
    await driver.close();
    await end();
  });

  it.each([
    ['Fix the lift', null, 'lift', true],
    ['Fix the lift', null, 'LIFT fix', true],
    ['Fix the lift', 'Room 204', ' 204  lift ', true],
    ['Fix the lift', 'Room 204', '204 stairs', false],
    ['Fix the', 'lift', 'thelift', false],
    ['50%_off', null, '50%_', true],
    ['50%_off', null, '50_%', false],
    ['a\\b', null, '\\B', true],
    ['a.c', null, 'a.c', true],
    ['abc', null, 'a.c', false],
    ['Évier bouché, ÄÖÜ', null, 'éVIER äöü', true],
    ['ПОЛОТЕНЦА', null, 'полотенца', true],
    ['مناشف', null, 'مناشف', true],
    [null, null, 'x', false],
  ])('in %j and %j, %j: %j, as the dashboard decides it', async (first, second, query, found) => {
    const rows = await driver.run(FOUND.text, FOUND.fill({ first, second, query }), 'array');
    expect(rows).toEqual([[found]]);
    expect(hasWords([first, second], query)).toBe(found);
  });
});
