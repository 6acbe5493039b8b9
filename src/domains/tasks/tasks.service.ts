import { Inject, Injectable } from '@nestjs/common';
import { type Page, type Task, TASK_STATUSES, type TasksSummary, type TaskStatus } from '@bellhop/contracts';
import { type Clock, DomainEvents } from '@bellhop/realtime';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../../platform/auth/principal.js';
import { type CommandAnswer, type CommandKey, Commands } from '../../platform/commands/commands.js';
import { changesTo, isEmpty } from '../../platform/database/changes.js';
import type { Tx } from '../../platform/database/database.js';
import { requireVersion } from '../../platform/http/if-match.js';
import { Keyset } from '../../platform/http/paging.js';
import { invalidField, notFound } from '../../platform/http/problem.js';
import { MemberDirectory } from '../../platform/tenancy/member-directory.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { CLOCK } from '../../platform/time/clock.js';
import type { ChangeTaskDto, CreateTaskDto } from './dto/task.dto.js';
import type { TaskListQuery } from './dto/task-query.dto.js';
import { tasksDomain } from './tasks.events.js';
import { type TaskRow, TasksRepository } from './tasks.repository.js';

const keyset = new Keyset(['uuid']);

/** What is to be done in the houses, and how far it is. */
@Injectable()
export class TasksService {
  constructor(
    private readonly repository: TasksRepository,
    private readonly properties: PropertyDirectory,
    private readonly members: MemberDirectory,
    private readonly events: DomainEvents<Tx>,
    private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(principal: Principal, { limit, after, ...filter }: TaskListQuery): Promise<Page<Task>> {
    const [last] = keyset.read(after) ?? [];
    await this.properties.requireVisible(principal, filter.propertyId);
    const rows = await this.repository.list(principal, filter, limit + 1, last);
    return keyset.page(rows, limit, ({ taskId }) => [taskId], show);
  }

  async get(principal: Principal, taskId: string): Promise<Task> {
    const row = await this.repository.find(principal, taskId);
    if (!row) throw notFound('task');
    return show(row);
  }

  async summary(principal: Principal, propertyId: string | undefined): Promise<TasksSummary> {
    await this.properties.requireVisible(principal, propertyId);
    const counted = await this.repository.countByStatus(principal, propertyId);
    const tasksIn = new Map(counted.map(({ status, tasks }) => [status, tasks]));
    const byToday = await this.properties.byToday(principal, propertyId);
    return {
      byStatus: Object.fromEntries(TASK_STATUSES.map((status) => [status, tasksIn.get(status) ?? 0])) as Record<
        TaskStatus,
        number
      >,
      overdue: await this.repository.countOverdue(principal, byToday),
    };
  }

  create(principal: Principal, input: CreateTaskDto, command?: CommandKey): Promise<CommandAnswer<Task>> {
    return this.commands.run(principal, command, async ({ tx, raise }) => {
      await this.properties.hold(tx, principal, input.propertyId);
      await this.requireAssignable(tx, principal, input.assigneeId ?? null, input.propertyId);
      const now = new Date(this.clock.now());
      const task = show(
        await this.repository.insert(tx, {
          ...input,
          taskId: uuidv7(),
          orgId: principal.orgId,
          status: 'open',
          priority: input.priority ?? 'normal',
          createdBy: principal.userId,
          createdAt: now,
          updatedAt: now,
        }),
      );
      raise(tasksDomain, 'TaskCreated', { orgId: task.orgId, propertyId: task.propertyId, payload: task });
      return task;
    });
  }

  /**
   * A change of status is an event of its own; one that changes nothing is none. A task that moves leaves its old
   * property as a deletion, for those who see only that one, and is a change in the new one: two steps of `version`.
   */
  change(principal: Principal, taskId: string, input: ChangeTaskDto, expected: number | undefined): Promise<Task> {
    return this.events.transaction(async ({ tx, raise }) => {
      const row = await this.lock(tx, principal, taskId, expected);
      const changes = changesTo(row, input);
      if (isEmpty(changes)) return show(row);

      const { propertyId = row.propertyId, assigneeId = row.assigneeId, status, ...rest } = changes;
      const moved = propertyId !== row.propertyId;
      if (moved) await this.properties.hold(tx, principal, propertyId);
      if (moved || assigneeId !== row.assigneeId) await this.requireAssignable(tx, principal, assigneeId, propertyId);

      const now = new Date(this.clock.now());
      const completed = status === undefined ? {} : { completedAt: status === 'done' ? now : null };
      const all = { ...changes, ...completed, updatedAt: now };
      const task = show(await this.repository.update(tx, row, all, moved ? 2 : 1));
      const place = { orgId: task.orgId, propertyId: task.propertyId };
      if (moved) {
        raise(tasksDomain, 'TaskDeleted', {
          orgId: row.orgId,
          propertyId: row.propertyId,
          payload: { taskId, version: row.version + 1 },
        });
      }
      if (moved || assigneeId !== row.assigneeId || !isEmpty(rest)) {
        raise(tasksDomain, 'TaskUpdated', { ...place, payload: task });
      }
      if (status !== undefined) raise(tasksDomain, 'TaskStatusChanged', { ...place, payload: task });
      return task;
    }, principal);
  }

  remove(principal: Principal, taskId: string, expected: number | undefined): Promise<void> {
    return this.events.transaction(async ({ tx, raise }) => {
      const row = await this.lock(tx, principal, taskId, expected);
      await this.repository.remove(tx, row);
      raise(tasksDomain, 'TaskDeleted', {
        orgId: row.orgId,
        propertyId: row.propertyId,
        payload: { taskId, version: row.version + 1 },
      });
    }, principal);
  }

  private async lock(tx: Tx, principal: Principal, taskId: string, expected: number | undefined): Promise<TaskRow> {
    const row = await this.repository.lock(tx, principal, taskId);
    if (!row) throw notFound('task');
    requireVersion(row, expected);
    return row;
  }

  private async requireAssignable(tx: Tx, { orgId }: Principal, assigneeId: string | null, propertyId: string) {
    if (assigneeId === null || (await this.members.maySee(tx, orgId, assigneeId, propertyId))) return;
    throw invalidField('assigneeId', 'must be a user who may see the property');
  }
}

const show = ({ createdAt, updatedAt, completedAt, ...row }: TaskRow): Task => ({
  ...row,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
  completedAt: completedAt?.toISOString() ?? null,
});
