import type { TasksSummary, TaskStatus } from '@bellhop/hotel';
import { defineLiveAggregate, defineLiveQuery } from '@bellhop/react';

/** Filters of a list of tasks. */
export type TasksView = {
  readonly propertyId?: string | undefined;
  readonly status?: TaskStatus;
  readonly assigneeId?: string | undefined;
};

export const tasks = defineLiveQuery({
  domain: 'tasks',
  name: 'tasks',
  path: '/tasks',
  id: 'taskId',
  events: { TaskCreated: 'create', TaskUpdated: 'put', TaskStatusChanged: 'put', TaskDeleted: 'remove' },
  accepts: (task, { propertyId, status, assigneeId }: TasksView) =>
    (assigneeId === undefined || task.assigneeId === assigneeId) &&
    (propertyId === undefined || task.propertyId === propertyId) &&
    (status === undefined || task.status === status),
  compare: (a, b) => b.taskId.localeCompare(a.taskId),
});

export const tasksSummary = defineLiveAggregate<TasksSummary, { readonly propertyId: string | undefined }>({
  domain: 'tasks',
  name: 'summary',
  path: '/tasks/summary',
});
