import type { TasksSummary } from '@bellhop/hotel';
import { defineLiveAggregate, defineLiveQuery } from '@bellhop/react';
import { accepts, type TasksView, toQuery } from './filters.js';

export const tasks = defineLiveQuery({
  domain: 'tasks',
  name: 'tasks',
  path: '/tasks',
  id: 'taskId',
  events: { TaskCreated: 'create', TaskUpdated: 'put', TaskStatusChanged: 'put', TaskDeleted: 'remove' },
  accepts,
  toQuery,
  compare: (a, b) => b.taskId.localeCompare(a.taskId),
});

/** The rules by which tasks recur. */
export const recurrences = defineLiveQuery({
  domain: 'tasks',
  name: 'recurrences',
  path: '/tasks/recurrences',
  id: 'recurrenceId',
  events: { RecurrenceCreated: 'create', RecurrenceUpdated: 'put', RecurrenceDeleted: 'remove' },
  compare: (a, b) => b.recurrenceId.localeCompare(a.recurrenceId),
});

export const tasksSummary = defineLiveAggregate<TasksSummary, TasksView>({
  domain: 'tasks',
  name: 'summary',
  path: '/tasks/summary',
  toQuery,
});
