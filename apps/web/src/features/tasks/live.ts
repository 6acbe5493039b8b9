import type { Task, TaskStatus } from '@bellhop/contracts';
import { creates, type LiveDomain, puts, removes } from '../../live/patching.js';
import { RowSet } from '../../live/row-set.js';

/** What a list of tasks is filtered by. */
export type TasksView = { readonly propertyId?: string; readonly status?: TaskStatus };

const taskId = (row: { readonly taskId: string }) => row.taskId;

export const tasks = new RowSet<Task, TasksView>({
  domain: 'tasks',
  name: 'tasks',
  path: '/tasks',
  id: taskId,
  accepts: (task, { propertyId, status }) =>
    (propertyId === undefined || task.propertyId === propertyId) && (status === undefined || task.status === status),
  compare: (a, b) => taskId(b).localeCompare(taskId(a)),
});

export const SUMMARY_KEY = ['tasks', 'summary'] as const;

export const tasksLive: LiveDomain<'tasks'> = {
  domain: 'tasks',
  changes: {
    TaskCreated: creates(tasks),
    TaskUpdated: puts(tasks),
    TaskStatusChanged: puts(tasks),
    TaskDeleted: removes(tasks, taskId),
  },
  aggregates: [SUMMARY_KEY],
};
