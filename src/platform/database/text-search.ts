import { type AnyColumn, type Placeholder, type SQL, sql } from 'drizzle-orm';

/** By Unicode's rules, whatever locale the database was made with: in some, PostgreSQL's `lower` knows ASCII only. */
export const folded = (text: SQL): SQL => sql`lower(${text} collate "und-x-icu")`;

/** Fails in a database that has no such collation. */
export const FOLD_A_LETTER = `select lower('Ä' collate "und-x-icu")`;

/** The texts that are searched, one per line; null is left out. No word of a query reaches across lines. */
export const linesOf = (...texts: readonly (AnyColumn | SQL)[]): SQL =>
  sql`concat_ws(chr(10), ${sql.join(
    texts.map((text) => sql`${text}`),
    sql`, `,
  )})`;

/**
 * Condition that every word of `query` is part of `text`, in any order and case. Words are compared as they are: `%` and `_` are
 * characters. `hasWords` of libs/hotel has the same for events.
 */
export const hasWords = (text: SQL, query: string | Placeholder): SQL =>
  sql`not exists (
    select from regexp_split_to_table(${folded(sql`${query}::text`)}, '\\s+') as word
    where position(word in ${folded(text)}) = 0)`;
