import type { Task, TaskPriority, TaskStatus } from '@bellhop/hotel';
import { IconCircle, IconCircleCheck, IconCircleX, IconProgress, type Icon } from '@tabler/icons-react';
import type { PropertyDays } from '../properties/use-property-days.js';

export interface StatusDisplay {
  readonly icon: Icon;
  readonly colour: string;
}

export const STATUSES: Readonly<Record<TaskStatus, StatusDisplay>> = {
  open: { icon: IconCircle, colour: 'gray' },
  in_progress: { icon: IconProgress, colour: 'brass' },
  done: { icon: IconCircleCheck, colour: 'livery' },
  cancelled: { icon: IconCircleX, colour: 'gray' },
};

/** The usual next status of a task that is not finished. */
export const NEXT_STATUS = { open: 'in_progress', in_progress: 'done' } as const satisfies Partial<
  Record<TaskStatus, TaskStatus>
>;

/** Narrows the task to a status that has a next one. */
export const isUnfinished = (task: Task): task is Task & { readonly status: keyof typeof NEXT_STATUS } =>
  task.status in NEXT_STATUS;

/** @param today the current day at the task's property */
export const isOverdue = (task: Task, today: string): boolean =>
  isUnfinished(task) && task.dueOn !== null && task.dueOn < today;

const URGENCY: Readonly<Record<TaskPriority, number>> = { high: 0, normal: 1, low: 2 };

/** Sorts the most urgent first; finished tasks by the time of their last change, newest first. */
export const byUrgency =
  ({ todayOf }: Pick<PropertyDays, 'todayOf'>) =>
  (a: Task, b: Task): number => {
    if (!isUnfinished(a) || !isUnfinished(b)) return ascending(b.updatedAt, a.updatedAt);
    const overdue = Number(isOverdue(b, todayOf(b.propertyId))) - Number(isOverdue(a, todayOf(a.propertyId)));
    return (
      overdue ||
      URGENCY[a.priority] - URGENCY[b.priority] ||
      ascending(a.dueOn ?? '9999', b.dueOn ?? '9999') ||
      ascending(b.createdAt, a.createdAt)
    );
  };

/** Days and instants are digits: no language sorts them otherwise, and to ask one takes twenty times as long. */
const ascending = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
