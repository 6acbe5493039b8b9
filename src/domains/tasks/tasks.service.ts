import { Injectable } from '@nestjs/common';
import { TASK_STATUSES, type TasksSummary, type TaskStatus } from '@bellhop/hotel';
import { and, count, inArray, lt, or, sql } from 'drizzle-orm';
import type { Principal } from '../../platform/access/principal.js';
import { Database } from '../../platform/database/database.js';
import { countByKey } from '../../platform/database/count-by-key.js';
import { invalidField } from '../../platform/http/problem.js';
import { Resources, type RowsOf } from '../../platform/resources/resources.js';
import { MemberDirectory } from '../../platform/tenancy/member-directory.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { isWithin } from '../../platform/tenancy/visible.js';
import { taskResource } from './tasks.resource.js';
import { tasks } from './tasks.schema.js';

const UNFINISHED: TaskStatus[] = ['open', 'in_progress'];

/** Rules and summary of tasks. */
@Injectable()
export class TasksService {
  readonly rows: RowsOf<typeof taskResource>;

  constructor(
    resources: Resources,
    members: MemberDirectory,
    private readonly properties: PropertyDirectory,
    private readonly database: Database,
  ) {
    this.rows = resources.of(taskResource, {
      defaults: () => ({ status: 'open', priority: 'normal' }) as const,
      derive: ({ status }, now) => status && { completedAt: status === 'done' ? now : null },
      require: ({ orgId, propertyId, assigneeId }, changes) => [
        assigneeId !== null && (changes.propertyId !== undefined || changes.assigneeId !== undefined)
          ? members.maySee({ orgId, userId: assigneeId, propertyId }, () =>
              invalidField('assigneeId', 'must be a user who may see the property'),
            )
          : undefined,
      ],
      // A status change has its own event.
      updates: ({ status, ...others }) => [
        ...(Object.keys(others).length > 0 ? ['TaskUpdated'] : []),
        ...(status === undefined ? [] : ['TaskStatusChanged']),
      ],
    });
  }

  async summary(principal: Principal, propertyId: string | undefined): Promise<TasksSummary> {
    await this.properties.requireVisible(principal, propertyId);
    const byToday = [...(await this.properties.byToday(principal, propertyId))];
    // The current day differs between properties.
    const isPast = byToday.map(([today, ids]) => and(inArray(tasks.propertyId, [...ids]), lt(tasks.dueOn, today)));
    const isOverdue = and(inArray(tasks.status, UNFINISHED), or(sql`false`, ...isPast));
    const overdue = sql`count(*) filter (where ${isOverdue})`.mapWith(Number);
    const counts = await this.database.db
      .select({ status: tasks.status, tasks: count(), overdue })
      .from(tasks)
      .where(isWithin(tasks, principal, propertyId))
      .groupBy(tasks.status);
    return {
      byStatus: countByKey(TASK_STATUSES, (status) => counts.find((row) => row.status === status)?.tasks ?? 0),
      overdue: counts.reduce((sum, row) => sum + row.overdue, 0),
    };
  }
}
