import { day, instant, integer, nullable, object, oneOf, type Static, text, uuid } from '@bellhop/protocol';
import { deleted, rowFields } from './row.js';

export const TASK_STATUSES = ['open', 'in_progress', 'done', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const TASK_PRIORITIES = ['low', 'normal', 'high'] as const;
export type TaskPriority = (typeof TASK_PRIORITIES)[number];

export const taskSchema = object({
  taskId: uuid,
  ...rowFields,
  propertyId: uuid,
  title: text(200, 1),
  description: nullable(text(4000)),
  status: oneOf(...TASK_STATUSES),
  priority: oneOf(...TASK_PRIORITIES),
  assigneeId: nullable(uuid),
  dueOn: nullable(day),
  createdBy: uuid,
  /** When it became `done`; null in every other status. */
  completedAt: nullable(instant),
});

export type Task = Static<typeof taskSchema>;

export const tasksEvents = {
  TaskCreated: taskSchema,
  /** Anything but the status changed. */
  TaskUpdated: taskSchema,
  TaskStatusChanged: taskSchema,
  TaskDeleted: deleted('taskId'),
} as const;

export const tasksSummarySchema = object({
  byStatus: object({ open: integer(0), in_progress: integer(0), done: integer(0), cancelled: integer(0) }),
  /** Open or in progress, and due before today. */
  overdue: integer(0),
});

/** `GET /tasks/summary`. */
export type TasksSummary = Static<typeof tasksSummarySchema>;
