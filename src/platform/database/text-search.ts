import { type AnyColumn, type Placeholder, type SQL, sql } from 'drizzle-orm';

/** By Unicode's rules, whatever locale the database was made with: in some, PostgreSQL's `lower` knows ASCII only. */
export const folded = (text: SQL): SQL => sql`lower(${text} collate "und-x-icu")`;

/** Fails in a database that has no such collation. */
export const FOLD_A_LETTER = `select lower('Ä' collate "und-x-icu")`;

/** The texts that are searched, one per line; null is an empty line. No word of a query reaches across lines. */
// Of immutable parts, so that it can be indexed: `concat_ws` is not.
export const linesOf = (...texts: readonly (AnyColumn | SQL)[]): SQL =>
  sql`(${sql.join(
    texts.map((text) => sql`coalesce(${text}, '')`),
    sql` || chr(10) || `,
  )})`;

/** The pattern of texts with `word` in them, in which `%` and `_` are characters. */
const patternOf = (word: SQL): SQL => sql`'%' || regexp_replace(${word}, '([\\\\%_])', '\\\\\\1', 'g') || '%'`;

/**
 * Condition that every word of `query` is part of `text`, in any order and case. Words are compared as they are: `%` and `_` are
 * characters. `hasWords` of libs/hotel has the same for events.
 */
export const hasWords = (text: SQL, query: string | Placeholder): SQL =>
  sql`${folded(text)} like all (array(
    select ${patternOf(sql`word`)} from regexp_split_to_table(${folded(sql`${query}::text`)}, '\\s+') as word))`;

/** Condition that `word` is part of `text`, which an index of `searchIndex` finds. */
export const hasWord = (text: SQL, word: string | Placeholder): SQL =>
  sql`${folded(text)} like ${patternOf(folded(sql`${word}::text`))}`;
