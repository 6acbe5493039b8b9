import { and, eq, getTableColumns, isNull, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { QueryTemplate } from '../database/template.js';
import { folded, hasWords, linesOf } from '../database/text-search.js';
import { isAmong } from '../tenancy/visible.js';
import { columnOf, type SearchSource } from './search-sources.js';

/** Values of {@link searchStatement}. */
export type SearchValue = 'orgId' | 'visible' | 'q' | 'limit';

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

/**
 * Builds one statement over all sources, so that a search is one round trip: the best rows of each kind.
 * @param restricted whether the reader sees only some properties
 */
export const searchStatement = (sources: readonly SearchSource[], restricted: boolean): QueryTemplate<SearchValue> =>
  new QueryTemplate((value) =>
    sql.join(
      sources.map((source) => sql`(${selectOf(source, restricted, value)})`),
      sql` union all `,
    ),
  );

function selectOf(source: SearchSource, restricted: boolean, value: Value): SQL {
  const { name, table, fixed } = source;
  const texts = source.searched.map((field) => [field, columnOf(source, field)] as const);
  const lines = linesOf(...texts.map(([, column]) => column));
  const asked = folded(sql`${value('q')}::text`);
  const pairs = texts.map(([field, column]) => sql`${field}::text, ${column}`);
  const archivedAt = 'archivedAt' in getTableColumns(table) ? columnOf(source, 'archivedAt') : undefined;
  const id = columnOf(source, source.id);
  const fits = and(
    eq(table.orgId, value('orgId')),
    ...Object.entries(fixed).map(([field, wanted]) => eq(columnOf(source, field), wanted)),
    restricted && table.propertyId ? isAmong(table.propertyId)(value('visible')) : undefined,
    archivedAt && isNull(archivedAt),
    hasWords(lines, value('q')),
  );
  return sql`select ${name}::text as "kind", ${id}::text as "rowId", ${table.propertyId ?? sql`null`}::text as "propertyId",
    to_char(${table.createdAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "at",
    case when position(chr(10) || ${asked} in chr(10) || ${folded(lines)}) > 0 then 0
      when position(' ' || ${asked} in ${folded(lines)}) > 0 then 1 else 2 end as "rank",
    jsonb_build_object(${sql.join(pairs, sql`, `)}) as "texts"
    from ${table} where ${fits}
    order by "rank", "at" desc, "rowId" desc limit ${value('limit')}`;
}
