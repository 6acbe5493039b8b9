import { Injectable } from '@nestjs/common';
import type { TaskStatus } from '@bellhop/contracts';
import { and, count, desc, eq, inArray, lt, or, type SQL } from 'drizzle-orm';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { only } from '../../platform/database/only.js';
import { isVisible, type Scope } from '../../platform/tenancy/visible.js';
import { tasks } from './tasks.schema.js';

export type TaskRow = typeof tasks.$inferSelect;

export interface TaskFilter {
  readonly propertyId?: string | undefined;
  readonly status?: TaskStatus | undefined;
  readonly assigneeId?: string | undefined;
}

const UNFINISHED = ['open', 'in_progress'] as const satisfies readonly TaskStatus[];

@Injectable()
export class TasksRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  list(scope: Scope, filter: TaskFilter, limit: number, after: string | undefined): Promise<TaskRow[]> {
    return this.database.db
      .select()
      .from(tasks)
      .where(and(inScope(scope, filter), after === undefined ? undefined : lt(tasks.taskId, after)))
      .orderBy(desc(tasks.taskId))
      .limit(limit);
  }

  async find(scope: Scope, taskId: string): Promise<TaskRow | undefined> {
    return (await one(this.database.db, scope, taskId))[0];
  }

  /** The row, held against other writers until `tx` ends. */
  async lock(tx: Tx, scope: Scope, taskId: string): Promise<TaskRow | undefined> {
    return (await one(tx.db, scope, taskId).for('update'))[0];
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

const one = (db: Db, scope: Scope, taskId: string) =>
  db
    .select()
    .from(tasks)
    .where(and(inScope(scope, {}), eq(tasks.taskId, taskId)));
