import { and, eq, getTableColumns, isNull, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { activity } from '../activity/activity.schema.js';
import { QueryTemplate } from '../database/template.js';
import type { AnyResource } from '../resources/resource.js';
import { isSeen, type Reach, type Seen } from '../tenancy/row-audience.js';

/** Values of {@link awayStatement}. */
export type AwayValue = 'orgId' | keyof Seen | 'from' | 'to' | 'toReader';

/** A row of the statement's result. */
export interface CountedRows {
  readonly kind: string;
  readonly part: 'added' | 'assigned';
  /** Null for rows without an amount. */
  readonly currency: string | null;
  readonly rows: string;
  readonly amount: string | null;
}

/** A kind of row, and how much of it the reader sees. */
export interface ReadResource extends AnyResource {
  readonly reach: Reach;
}

type Value = <N extends AwayValue>(name: N) => Placeholder<N>;
type Columns = Readonly<Record<string, PgColumn>>;

/** An entry says that a row was given to the reader, new or not. */
export const givenTo = (userId: string): string => JSON.stringify([{ field: 'assigneeId', after: userId }]);

/**
 * Builds one statement that counts rows which others added, or gave to the reader, between two moments of the database's clock.
 * The activity log says which; they count if they still are there and visible.
 */
export const awayStatement = (kinds: readonly ReadResource[]): QueryTemplate<AwayValue> =>
  new QueryTemplate((value) => {
    const parts = kinds.flatMap((kind) => [
      addedOf(kind, value),
      ...('assigneeId' in getTableColumns(kind.table) ? [assignedOf(kind, value)] : []),
    ]);
    const byOthers = sql`${activity.orgId} = ${value('orgId')} and ${activity.at} > "from" and ${activity.at} <= "to"
      and ${activity.actorId} is distinct from ${value('reader')}::uuid`;
    // A deletion that was taken back added nothing.
    const wasThere = sql`select from "activity" "earlier" where "earlier"."org_id" = ${activity.orgId}
      and "earlier"."row_id" = ${activity.rowId} and "earlier"."at" <= "from"`;
    return sql`with "away" as (
      select now() - make_interval(secs => ${value('from')}::float8) as "from",
        now() - make_interval(secs => ${value('to')}::float8) as "to"
    ), "added" as (
      select distinct ${activity.resource} as "kind", ${activity.rowId} as "id" from "away", ${activity}
      where ${byOthers} and ${activity.action} = 'created' and not exists (${wasThere})
    ), "given" as (
      select distinct ${activity.resource} as "kind", ${activity.rowId} as "id" from "away", ${activity}
      where ${byOthers} and ${activity.changes} @> ${value('toReader')}::jsonb
    ) ${sql.join(
      parts.map((part) => sql`(${part})`),
      sql` union all `,
    )}`;
  });

function addedOf(kind: ReadResource, value: Value): SQL {
  const columns = getTableColumns(kind.table) as Columns;
  const amount = Object.entries(columns).find(([field]) => field.endsWith('Minor'))?.[1];
  const { currency } = columns;
  const sums = amount && currency ? { amount: sql`sum(${amount})`, currency: sql`${currency}` } : undefined;
  return sql`select ${kind.name}::text as "kind", 'added' as "part", ${sums?.currency ?? sql`null`}::text as "currency",
    count(*)::text as "rows", ${sums?.amount ?? sql`null`}::text as "amount"
    from "added" join ${kind.table} on ${isRow(kind, 'added', value)} ${sums ? sql`group by ${sums.currency}` : sql``}`;
}

function assignedOf(kind: ReadResource, value: Value): SQL {
  const { assigneeId } = getTableColumns(kind.table) as Columns;
  return sql`select ${kind.name}::text, 'assigned', null::text, count(*)::text, null::text
    from "given" join ${kind.table} on ${isRow(kind, 'given', value)} and ${assigneeId} = ${value('reader')}`;
}

/** Condition that a row of the kind is the one that an entry names, and visible. */
function isRow(kind: ReadResource, entries: 'added' | 'given', value: Value): SQL | undefined {
  const { name, id, fixed, table } = kind;
  const columns = getTableColumns(table) as Columns;
  const { archivedAt } = columns;
  const from = sql.identifier(entries);
  return and(
    sql`${from}."kind" = ${name}`,
    sql`${columns[id]} = ${from}."id"`,
    eq(table.orgId, value('orgId')),
    ...Object.entries(fixed).map(([field, wanted]) => sql`${columns[field]} = ${wanted}`),
    isSeen(kind, kind.reach, value),
    archivedAt && isNull(archivedAt),
  );
}
