import { and, eq, getTableColumns, isNull, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { QueryTemplate } from '../database/template.js';
import { folded, hasWord, hasWords, linesOf } from '../database/text-search.js';
import { isSeen, type Seen } from '../tenancy/row-audience.js';
import { columnOf, type ReadSource } from './search-sources.js';

/** Values of {@link searchStatement}. */
export type SearchValue = 'orgId' | keyof Seen | 'q' | 'limit' | `word${number}`;

/** A row of the statement's result. */
export interface FoundRow {
  readonly kind: string;
  readonly rowId: string;
  readonly propertyId: string | null;
  readonly at: string;
  /** 0: a text begins with what was asked for; 1: one of its words does; 2: its words are somewhere in it. */
  readonly rank: number;
  /** The searched texts by field. */
  readonly texts: Readonly<Record<string, string | null>>;
}

type Value = <N extends SearchValue>(name: N) => Placeholder<N>;

/** The values of a statement's words. */
export const wordsAsValues = (words: readonly string[]): Readonly<Record<`word${number}`, string>> =>
  Object.fromEntries(words.map((word, at) => [`word${at}`, word]));

/**
 * Builds one statement over all sources, so that a search is one round trip: the best rows of each kind.
 * @param words how many are given by which an index finds the rows; without any, all rows of the organisation are read
 */
export const searchStatement = (sources: readonly ReadSource[], words: number): QueryTemplate<SearchValue> =>
  new QueryTemplate((value) =>
    sql.join(
      sources.map((source) => sql`(${selectOf(source, words, value)})`),
      sql` union all `,
    ),
  );

function selectOf(source: ReadSource, words: number, value: Value): SQL {
  const { name, table, fixed } = source;
  const texts = source.searched.map((field) => [field, columnOf(source, field)] as const);
  const lines = linesOf(...texts.map(([, column]) => column));
  const asked = folded(sql`${value('q')}::text`);
  const archivedAt = 'archivedAt' in getTableColumns(table) ? columnOf(source, 'archivedAt') : undefined;
  const fits = and(
    eq(table.orgId, value('orgId')),
    // In the text of the statement: a parameter would not let the planner use an index of these rows only.
    ...Object.entries(fixed).map(([field, wanted]) => eq(columnOf(source, field), sql.raw(literal(wanted)))),
    isSeen(source, source.reach, value),
    archivedAt && isNull(archivedAt),
    ...Array.from({ length: words }, (_, at) => hasWord(lines, value(`word${at}`))),
    hasWords(lines, value('q')),
  );
  const columns = texts.map(([, column], at) => sql`${column} as ${sql.identifier(`text${at}`)}`);
  const pairs = texts.map(([field], at) => sql`${sql.raw(literal(field))}, ${sql.identifier(`text${at}`)}`);
  // `offset 0` keeps the planner from folding the texts again in every place that looks at them.
  const found = sql`select ${columnOf(source, source.id)} as "id", ${table.propertyId ?? sql`null::uuid`} as "property",
    ${table.createdAt} as "created", ${folded(lines)} as "lines", ${sql.join(columns, sql`, `)}
    from ${table} where ${fits} offset 0`;
  const best = sql`select *, case when position(chr(10) || ${asked} in chr(10) || "lines") > 0 then 0
    when position(' ' || ${asked} in "lines") > 0 then 1 else 2 end as "rank"
    from (${found}) as found order by "rank", "created" desc, "id" desc limit ${value('limit')}`;
  return sql`select ${name}::text as "kind", "id"::text as "rowId", "property"::text as "propertyId",
    to_char("created" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "at", "rank",
    jsonb_build_object(${sql.join(pairs, sql`, `)}) as "texts"
    from (${best}) as best`;
}

const literal = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`;
