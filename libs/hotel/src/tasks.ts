import { addedLater, day, instant, integer, nullable, object, oneOf, type Static, uuid } from '@bellhop/protocol';
import { recurrenceSchema } from './recurrences.js';
import { deleted, rowFields } from './row.js';
import { taskContent } from './task-content.js';

export const TASK_STATUSES = ['open', 'in_progress', 'done', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];
export const UNFINISHED_STATUSES = ['open', 'in_progress'] as const satisfies readonly TaskStatus[];

export const taskFields = {
  taskId: uuid,
  ...rowFields,
  propertyId: uuid,
  title: taskContent.title,
  description: taskContent.description,
  room: addedLater(taskContent.room),
  status: oneOf(...TASK_STATUSES),
  priority: taskContent.priority,
  assigneeId: nullable(uuid),
  dueOn: nullable(day),
  createdBy: uuid,
  /** When it became `done`; null in every other status. */
  completedAt: nullable(instant),
  /** The rule that made it or began with it, which may be gone by now, and the day of that rule. */
  recurrenceId: addedLater(nullable(uuid)),
  occursOn: addedLater(nullable(day)),
} as const;

export const taskSchema = object(taskFields);

export type Task = Static<typeof taskSchema>;
export type TaskPriority = Task['priority'];

export const tasksEvents = {
  TaskCreated: taskSchema,
  /** Fields other than the status changed. */
  TaskUpdated: taskSchema,
  TaskStatusChanged: taskSchema,
  TaskDeleted: deleted('taskId'),
  RecurrenceCreated: recurrenceSchema,
  RecurrenceUpdated: recurrenceSchema,
  RecurrenceDeleted: deleted('recurrenceId'),
} as const;

export const tasksSummarySchema = object({
  byStatus: object({ open: integer(0), in_progress: integer(0), done: integer(0), cancelled: integer(0) }),
  /** Open or in progress, and due before today. */
  overdue: integer(0),
});

/** `GET /tasks/summary`. */
export type TasksSummary = Static<typeof tasksSummarySchema>;
