import { Injectable } from '@nestjs/common';
import { TASK_STATUSES, type TaskDue, type TasksSummary, UNFINISHED_STATUSES } from '@bellhop/hotel';
import { and, count, inArray, lt, or, sql } from 'drizzle-orm';
import type { Principal } from '../../platform/access/principal.js';
import { Database } from '../../platform/database/database.js';
import { countByKey } from '../../platform/database/count-by-key.js';
import { invalidField } from '../../platform/http/problem.js';
import { Resources, type RowsOf } from '../../platform/resources/resources.js';
import { combine } from '../../platform/writes/plan.js';
import { Writes } from '../../platform/writes/writes.js';
import { MemberDirectory } from '../../platform/tenancy/member-directory.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { assignable } from './assignable.js';
import { RecurrencesService } from './recurrences.service.js';
import { dueAt, fits } from './tasks.conditions.js';
import type { TaskSummaryQuery } from './tasks.dto.js';
import { taskResource } from './tasks.resource.js';
import { tasks } from './tasks.schema.js';

/** Rules and summary of tasks. */
@Injectable()
export class TasksService {
  readonly rows: RowsOf<typeof taskResource>;

  constructor(
    resources: Resources,
    writes: Writes,
    recurrences: RecurrencesService,
    members: MemberDirectory,
    private readonly properties: PropertyDirectory,
    private readonly database: Database,
  ) {
    const rows = resources.of(taskResource, {
      defaults: () => ({ status: 'open', priority: 'normal' }) as const,
      filterBy: async (principal, { propertyId, due }) => ({ due: await this.#dueAt(principal, propertyId, due) }),
      derive: ({ status }, now) => status && { completedAt: status === 'done' ? now : null },
      require: (task, changes) => [assignable(members, task, changes)],
      // A status change has its own event.
      updates: ({ status, ...others }) => [
        ...(Object.keys(others).length > 0 ? ['TaskUpdated'] : []),
        ...(status === undefined ? [] : ['TaskStatusChanged']),
      ],
    });
    this.rows = {
      ...rows,
      create: async (principal, { repeats, ...input }, idempotencyKey) => {
        if (repeats == null) return rows.create(principal, input, idempotencyKey);
        const begun = await recurrences.planFrom(principal, repeats, input);
        const task = await rows.planCreate(principal, { ...input, ...begun.task });
        return writes.commit(principal, idempotencyKey, combine([begun.plan], task));
      },
      update: async (principal, taskId, { repeats, ...input }, expected) => {
        if (repeats == null) return rows.update(principal, taskId, input, expected);
        const current = await rows.get(principal, taskId);
        const rule = await recurrences.ruleOf(principal, current.recurrenceId);
        if (rule === repeats) {
          // A second attempt, whose first response was lost. Without a day, the rule gave the task its first one.
          const { occursOn: dueOn = null } = current;
          return rows.update(principal, taskId, input.dueOn === null ? { ...input, dueOn } : input, expected);
        }
        if (rule !== undefined) throw invalidField('repeats', 'is the task’s own rule: change that one');
        const begun = await recurrences.planFrom(principal, repeats, { ...current, ...defined(input) });
        // For the task as it was read: another request may make a rule of it at the same time.
        const version = expected ?? current.version;
        return rows.update(principal, taskId, { ...input, ...begun.task }, version, begun.plan);
      },
    };
  }

  /** @throws ProblemException `not_found` for a property that the caller may not see */
  async summary(principal: Principal, query: TaskSummaryQuery): Promise<TasksSummary> {
    const { propertyId } = query;
    await this.properties.requireVisible(principal, propertyId);
    const due = await this.#dueAt(principal, propertyId, query.due);
    const byToday = [...(await this.properties.byToday(principal, propertyId))];
    // The current day differs between properties.
    const isPast = byToday.map(([today, ids]) => and(inArray(tasks.propertyId, [...ids]), lt(tasks.dueOn, today)));
    const isOverdue = and(inArray(tasks.status, [...UNFINISHED_STATUSES]), or(sql`false`, ...isPast));
    const overdue = sql`count(*) filter (where ${isOverdue})`.mapWith(Number);
    const counts = await this.database.db
      .select({ status: tasks.status, tasks: count(), overdue })
      .from(tasks)
      .where(fits(principal, { ...query, due }))
      .groupBy(tasks.status);
    return {
      byStatus: countByKey(TASK_STATUSES, (status) => counts.find((row) => row.status === status)?.tasks ?? 0),
      overdue: counts.reduce((sum, row) => sum + row.overdue, 0),
    };
  }

  /** The current day differs between properties, and so do the days that a filter means. */
  async #dueAt(principal: Principal, propertyId: string | undefined, due: TaskDue | undefined) {
    return due && dueAt(due, await this.properties.byToday(principal, propertyId));
  }
}

/** Drops undefined fields, so that those of the row remain. */
const defined = <T extends object>(input: T): T =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as T;
