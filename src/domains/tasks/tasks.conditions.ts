import { dueDays, type TaskDue, UNFINISHED_STATUSES } from '@bellhop/hotel';
import { and, eq, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { hasWords, linesOf } from '../../platform/database/text-search.js';
import { isWithin, type Scope } from '../../platform/tenancy/visible.js';
import { tasks } from './tasks.schema.js';

type Value = string | Placeholder;

/** Conditions of the filters that are no equality. The dashboard's `accepts` has the same, for events. */
export const taskConditions = {
  q: (query: Value) => hasWords(linesOf(tasks.title, tasks.description, tasks.room), query),
  /** @param days {@link dueAt} of the filter */
  due: (days: Value): SQL =>
    sql`exists (
      select from jsonb_to_recordset(${days}::jsonb) as due(property uuid, first date, last date, unfinished boolean)
      where due.property = ${tasks.propertyId}
        and case when due.first is null then ${tasks.dueOn} is null else ${tasks.dueOn} between due.first and due.last end
        and (not due.unfinished or ${tasks.status} = any(${sql.param([...UNFINISHED_STATUSES])}::text[])))`,
};

/** The due days of a filter at each property, as JSON. @param byToday ids of properties by their current day */
export function dueAt(due: TaskDue, byToday: ReadonlyMap<string, readonly string[]>): string {
  const rows = [...byToday].flatMap(([today, ids]) => {
    const { days, unfinished } = dueDays(due, today);
    return ids.map((property) => ({ property, first: days?.from ?? null, last: days?.to ?? null, unfinished }));
  });
  return JSON.stringify(rows);
}

/** What tasks are filtered by, beside their status. `due` is {@link dueAt} of the filter. */
export interface TaskFilters {
  readonly propertyId?: string | undefined;
  readonly assigneeId?: string | undefined;
  readonly q?: string | undefined;
  readonly due?: string | undefined;
}

/** Condition for the tasks within the caller's scope that fit the filters. */
export const fits = (scope: Scope, { propertyId, assigneeId, q, due }: TaskFilters): SQL | undefined =>
  and(
    isWithin(tasks, scope, propertyId),
    assigneeId === undefined ? undefined : eq(tasks.assigneeId, assigneeId),
    q === undefined ? undefined : taskConditions.q(q),
    due === undefined ? undefined : taskConditions.due(due),
  );
