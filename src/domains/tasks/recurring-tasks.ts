import { addDays, dayIn, latestDay, nextDay, type Task } from '@bellhop/hotel';
import type { Clock } from '@bellhop/realtime';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { and, asc, eq, exists, gt, lte, sql } from 'drizzle-orm';
import type { KindLog } from '../../platform/activity/activity-log.js';
import { isUniqueViolation } from '../../platform/database/database.errors.js';
import { Database } from '../../platform/database/database.js';
import { newRowId } from '../../platform/database/row-id.js';
import { insertRow, updateRow } from '../../platform/database/row-writes.js';
import { ProblemException } from '../../platform/http/problem.js';
import { Resources } from '../../platform/resources/resources.js';
import { Schedule } from '../../platform/schedule/schedule.js';
import { MemberDirectory } from '../../platform/tenancy/member-directory.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { propertyKeys } from '../../platform/tenancy/row-keys.js';
import { CLOCK, isoNow } from '../../platform/time/clock.js';
import type { Plan } from '../../platform/writes/plan.js';
import { Writes } from '../../platform/writes/writes.js';
import { assignable } from './assignable.js';
import { recurrenceResource } from './recurrences.resource.js';
import { readRule } from './recurrences.service.js';
import { taskResource } from './tasks.resource.js';
import { recurrences, tasks } from './tasks.schema.js';

type Row = typeof recurrences.$inferSelect;

const PERIOD_MS = 60_000;
const PAGE_SIZE = 200;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Makes the tasks of rules on their days. */
@Injectable()
export class RecurringTasks implements OnModuleInit {
  readonly #log = new Logger('RecurringTasks');
  readonly #activity: KindLog;

  constructor(
    resources: Resources,
    private readonly database: Database,
    private readonly writes: Writes,
    private readonly properties: PropertyDirectory,
    private readonly members: MemberDirectory,
    private readonly schedule: Schedule,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#activity = resources.logOf(taskResource);
  }

  onModuleInit(): void {
    this.schedule.add({ name: 'recurring-tasks', periodMs: PERIOD_MS, run: () => this.make() });
  }

  /**
   * Makes the task of every rule whose day has begun at its property. After days without a server only the latest missed task is
   * made: five morning rounds help nobody. Safe to run on several instances at once. A rule that fails does not stop the others.
   */
  async make(): Promise<void> {
    for (let after = BEFORE_ALL, size = PAGE_SIZE; size === PAGE_SIZE;) {
      const page = await this.#due(after);
      size = page.length;
      for (const rule of page) {
        after = rule.recurrenceId;
        try {
          await this.#makeTaskOf(rule);
        } catch (error) {
          // Another instance was faster.
          if (!isUniqueViolation(error)) this.#log.warn(`rule ${rule.recurrenceId} failed: ${String(error)}`);
        }
      }
    }
  }

  /** Rules that are due wherever it is already the next day; those of archived properties wait. */
  #due(after: string): Promise<Row[]> {
    const { db } = this.database;
    const latest = addDays(dayIn('UTC', this.clock.now()), 1);
    const inUse = db
      .select({ one: sql`1` })
      .from(propertyKeys)
      .where(
        and(
          eq(propertyKeys.orgId, recurrences.orgId),
          eq(propertyKeys.propertyId, recurrences.propertyId),
          sql`${propertyKeys}.archived_at is null`,
        ),
      );
    return db
      .select()
      .from(recurrences)
      .where(and(lte(recurrences.nextOn, latest), gt(recurrences.recurrenceId, after), exists(inUse)))
      .orderBy(asc(recurrences.recurrenceId))
      .limit(PAGE_SIZE);
  }

  async #makeTaskOf(recurrence: Row): Promise<void> {
    const { orgId, propertyId, nextOn } = recurrence;
    const today = await this.properties.today({ orgId, propertyIds: 'all' }, propertyId);
    if (nextOn === null || nextOn > today) return;
    const day = latestDay(readRule(recurrence.rule), nextOn, today);
    try {
      await this.writes.commitUnattended(orgId, this.#planTask(recurrence, day, recurrence.assigneeId));
    } catch (error) {
      if (!(error instanceof ProblemException) || recurrence.assigneeId === null) throw error;
      // The assignee has left, or may no longer see the property. Somebody else has to know of the task.
      await this.writes.commitUnattended(orgId, this.#planTask(recurrence, day, null));
    }
  }

  /** Plans the task of a day, and the rule's next one: both or, if the rule has changed since it was read, neither. */
  #planTask(recurrence: Row, day: string, assigneeId: string | null): Plan<void> {
    const { orgId, propertyId, title, description, room, priority, createdBy, recurrenceId } = recurrence;
    const now = isoNow(this.clock);
    const stamps = { orgId, createdAt: now, updatedAt: now, updatedBy: null, version: 1 };
    const task: Required<Task> = {
      ...{ taskId: newRowId(), ...stamps, propertyId, title, description, room, priority, assigneeId, createdBy },
      ...{ status: 'open', completedAt: null, dueOn: day, recurrenceId, occursOn: day },
    };
    const next = {
      ...recurrence,
      ...{ lastOn: day, nextOn: nextDay(readRule(recurrence.rule), day) },
      ...{ updatedAt: now, updatedBy: null, version: recurrence.version + 1 },
    };
    return {
      require: [
        ...this.properties.takesRows({ orgId, propertyIds: 'all' }, propertyId),
        assignable(this.members, task, task),
      ],
      write: [
        updateRow(recurrences, recurrence, next),
        insertRow(tasks, task),
        ...this.#activity.created({ orgId, userId: null }, task),
      ],
      raise: [taskResource.event('TaskCreated', task), recurrenceResource.event('RecurrenceUpdated', next)],
      respond: undefined,
    };
  }
}
