import { Injectable } from '@nestjs/common';
import type { TaskStatus } from '@bellhop/hotel';
import { and, count, desc, eq, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import { Database, type Tx } from '../../platform/database/database.js';
import { only } from '../../platform/database/only.js';
import { type QueryParts, RowQuery } from '../../platform/database/row-query.js';
import { isAmong, isVisible, type Scope, visibleIds } from '../../platform/tenancy/visible.js';
import { tasks } from './tasks.schema.js';

export type TaskRow = typeof tasks.$inferSelect;

export interface TaskFilter {
  readonly propertyId?: string | undefined;
  readonly status?: TaskStatus | undefined;
  readonly assigneeId?: string | undefined;
}

const UNFINISHED = ['open', 'in_progress'] as const satisfies readonly TaskStatus[];

interface ListValues extends TaskFilter {
  readonly orgId: string;
  readonly visible: readonly string[] | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

const LIST = new RowQuery<typeof tasks, ListValues>(
  tasks,
  ({ value, when }) =>
    sql`where ${and(
      eq(tasks.orgId, value('orgId')),
      when('visible', isAmong(tasks.propertyId)),
      when('propertyId', (id) => eq(tasks.propertyId, id)),
      when('status', (status) => eq(tasks.status, status)),
      when('assigneeId', (id) => eq(tasks.assigneeId, id)),
      when('after', (id) => lt(tasks.taskId, id)),
    )} order by ${desc(tasks.taskId)} limit ${value('limit')}`,
);

type OneValues = Pick<ListValues, 'orgId' | 'visible'> & { readonly taskId: string };

const isOne = ({ value, when }: QueryParts<OneValues>): SQL =>
  sql`where ${and(
    eq(tasks.orgId, value('orgId')),
    eq(tasks.taskId, value('taskId')),
    when('visible', isAmong(tasks.propertyId)),
  )}`;

const FIND = new RowQuery<typeof tasks, OneValues>(tasks, isOne);
const LOCK = new RowQuery<typeof tasks, OneValues>(tasks, (parts) => sql`${isOne(parts)} for update`);

@Injectable()
export class TasksRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  list(scope: Scope, filter: TaskFilter, limit: number, after: string | undefined): Promise<TaskRow[]> {
    return LIST.all(this.database, { ...filter, orgId: scope.orgId, visible: visibleIds(scope), after, limit });
  }

  find(scope: Scope, taskId: string): Promise<TaskRow | undefined> {
    return FIND.first(this.database, { orgId: scope.orgId, visible: visibleIds(scope), taskId });
  }

  /** The row, held against other writers until `tx` ends. */
  lock(tx: Tx, scope: Scope, taskId: string): Promise<TaskRow | undefined> {
    return LOCK.first(tx, { orgId: scope.orgId, visible: visibleIds(scope), taskId });
  }

  /** How many tasks there are in each status; a status without tasks is left out. */
  countByStatus(scope: Scope, propertyId: string | undefined): Promise<{ status: TaskStatus; tasks: number }[]> {
    return this.database.db
      .select({ status: tasks.status, tasks: count() })
      .from(tasks)
      .where(inScope(scope, { propertyId }))
      .groupBy(tasks.status);
  }

  /**
   * How many unfinished tasks are due before today.
   * @param byToday properties by the day it is there now
   */
  async countOverdue(scope: Scope, byToday: ReadonlyMap<string, readonly string[]>): Promise<number> {
    if (byToday.size === 0) return 0;
    const overdue = [...byToday].map(([today, propertyIds]) =>
      and(inArray(tasks.propertyId, [...propertyIds]), lt(tasks.dueOn, today)),
    );
    const rows = await this.database.db
      .select({ tasks: count() })
      .from(tasks)
      .where(and(inScope(scope, {}), inArray(tasks.status, [...UNFINISHED]), or(...overdue)));
    return only(rows).tasks;
  }
}

const inScope = (scope: Scope, { propertyId, status, assigneeId }: TaskFilter): SQL | undefined =>
  and(
    eq(tasks.orgId, scope.orgId),
    isVisible(scope, tasks.propertyId),
    propertyId === undefined ? undefined : eq(tasks.propertyId, propertyId),
    status === undefined ? undefined : eq(tasks.status, status),
    assigneeId === undefined ? undefined : eq(tasks.assigneeId, assigneeId),
  );
