import { Inject, Injectable } from '@nestjs/common';
import { type Task, TASK_STATUSES, type TasksSummary, type TaskStatus } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import type { Clock } from '@bellhop/realtime';
import type { Principal } from '../../platform/access/principal.js';
import { type CommandAnswer, type CommandKey, Commands } from '../../platform/commands/commands.js';
import { changesTo, isEmpty } from '../../platform/database/changes.js';
import type { Tx } from '../../platform/database/database.js';
import { newRowId } from '../../platform/database/row-id.js';
import type { Requirement } from '../../platform/database/requirement.js';
import { deleteRow, insertRow, updateRow } from '../../platform/database/row-writes.js';
import { Keyset } from '../../platform/http/paging.js';
import { invalidField, notFound } from '../../platform/http/problem.js';
import { MemberDirectory } from '../../platform/tenancy/member-directory.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { CLOCK, isoNow } from '../../platform/time/clock.js';
import type { ChangeTaskDto, CreateTaskDto } from './dto/task.dto.js';
import type { TaskListQuery } from './dto/task-query.dto.js';
import { tasksDomain } from './tasks.events.js';
import { type TaskRow, TasksRepository } from './tasks.repository.js';
import { tasks } from './tasks.schema.js';

const keyset = new Keyset(['uuid']);

/** What is to be done in the houses, and how far it is. */
@Injectable()
export class TasksService {
  constructor(
    private readonly repository: TasksRepository,
    private readonly properties: PropertyDirectory,
    private readonly members: MemberDirectory,
    private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(principal: Principal, { limit, after, ...filter }: TaskListQuery): Promise<Page<Task>> {
    const [last] = keyset.read(after) ?? [];
    await this.properties.requireVisible(principal, filter.propertyId);
    const rows = await this.repository.list(principal, filter, limit + 1, last);
    return keyset.page(rows, limit, ({ taskId }) => [taskId]);
  }

  async get(principal: Principal, taskId: string): Promise<Task> {
    const row = await this.repository.find(principal, taskId);
    if (!row) throw notFound('task');
    return row;
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

  async create(principal: Principal, input: CreateTaskDto, command?: CommandKey): Promise<CommandAnswer<Task>> {
    const now = isoNow(this.clock);
    const row: TaskRow = {
      taskId: newRowId(),
      orgId: principal.orgId,
      propertyId: input.propertyId,
      title: input.title,
      description: input.description ?? null,
      status: 'open',
      priority: input.priority ?? 'normal',
      assigneeId: input.assigneeId ?? null,
      dueOn: input.dueOn ?? null,
      createdBy: principal.userId,
      createdAt: now,
      updatedAt: now,
      completedAt: null,
      version: 1,
    };
    return this.commands.commit(principal, command, {
      require: [this.properties.visible(principal, row.propertyId), this.assignable(row)],
      write: [insertRow(tasks, row)],
      raise: [tasksDomain.event('TaskCreated', about(row))],
      respond: row,
    });
  }

  /**
   * A change of status is an event of its own; one that changes nothing is none. A task that moves leaves its old
   * property as a deletion, for those who see only that one, and is a change in the new one: two steps of `version`.
   */
  change(principal: Principal, taskId: string, input: ChangeTaskDto, expected: number | undefined): Promise<Task> {
    return this.commands.change(principal, {
      ...this.row(principal, taskId, expected),
      plan: (row) => {
        const { status, ...changes } = changesTo(row, input);
        if (isEmpty(changes) && status === undefined) return { write: [], respond: row };
        const now = isoNow(this.clock);
        const moved = changes.propertyId !== undefined;
        const next: TaskRow = {
          ...row,
          ...changes,
          ...(status !== undefined && { status, completedAt: status === 'done' ? now : null }),
          updatedAt: now,
          version: row.version + (moved ? 2 : 1),
        };
        return {
          require: [
            moved ? this.properties.visible(principal, next.propertyId) : undefined,
            moved || changes.assigneeId !== undefined ? this.assignable(next) : undefined,
          ],
          write: [updateRow(tasks, row, next)],
          raise: [
            ...(moved ? [tasksDomain.event('TaskDeleted', gone(row))] : []),
            ...(isEmpty(changes) ? [] : [tasksDomain.event('TaskUpdated', about(next))]),
            ...(status === undefined ? [] : [tasksDomain.event('TaskStatusChanged', about(next))]),
          ],
          respond: next,
        };
      },
    });
  }

  remove(principal: Principal, taskId: string, expected: number | undefined): Promise<void> {
    return this.commands.change(principal, {
      ...this.row(principal, taskId, expected),
      plan: (row) => ({
        write: [deleteRow(tasks, row)],
        raise: [tasksDomain.event('TaskDeleted', gone(row))],
        respond: undefined,
      }),
    });
  }

  private row(principal: Principal, taskId: string, expected: number | undefined) {
    return {
      what: 'task',
      expected,
      find: () => this.repository.find(principal, taskId),
      lock: (tx: Tx) => this.repository.lock(tx, principal, taskId),
    };
  }

  private assignable({ orgId, propertyId, assigneeId }: TaskRow): Requirement | undefined {
    if (assigneeId === null) return undefined;
    return this.members.maySee({ orgId, userId: assigneeId, propertyId }, () =>
      invalidField('assigneeId', 'must be a user who may see the property'),
    );
  }
}

const about = (row: TaskRow) => ({ orgId: row.orgId, propertyId: row.propertyId, payload: row });

const gone = ({ orgId, propertyId, taskId, version }: TaskRow) => ({
  orgId,
  propertyId,
  payload: { taskId, version: version + 1 },
});
