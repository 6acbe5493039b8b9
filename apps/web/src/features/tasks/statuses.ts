import type { Task, TaskPriority, TaskStatus } from '@bellhop/hotel';
import { IconCircle, IconCircleCheck, IconCircleX, IconProgress, type Icon } from '@tabler/icons-react';
import type { PropertyDays } from '../properties/use-property-days.js';

export interface StatusDisplay {
  readonly label: string;
  readonly icon: Icon;
  readonly colour: string;
  /** Text of an empty column. */
  readonly empty: string;
}

export const STATUSES: Readonly<Record<TaskStatus, StatusDisplay>> = {
  open: { label: 'Open', icon: IconCircle, colour: 'gray', empty: 'No open tasks.' },
  in_progress: { label: 'In progress', icon: IconProgress, colour: 'brass', empty: 'No tasks in progress.' },
  done: { label: 'Done', icon: IconCircleCheck, colour: 'livery', empty: 'No finished tasks yet.' },
  cancelled: { label: 'Cancelled', icon: IconCircleX, colour: 'gray', empty: 'No cancelled tasks.' },
};

/** The usual next status of a task, and the label of its button. */
export const NEXT_STEP: Readonly<Partial<Record<TaskStatus, { label: string; to: TaskStatus }>>> = {
  open: { label: 'Start', to: 'in_progress' },
  in_progress: { label: 'Complete', to: 'done' },
};

export const PRIORITY_NAMES: Readonly<Record<TaskPriority, string>> = { low: 'Low', normal: 'Normal', high: 'High' };

const isUnfinished = ({ status }: Task) => status === 'open' || status === 'in_progress';

/** @param today the current day at the task's property */
export const isOverdue = (task: Task, today: string): boolean =>
  isUnfinished(task) && task.dueOn !== null && task.dueOn < today;

const URGENCY: Readonly<Record<TaskPriority, number>> = { high: 0, normal: 1, low: 2 };

/** Sorts the most urgent first; finished tasks by the time of their last change, newest first. */
export const byUrgency =
  ({ todayOf }: Pick<PropertyDays, 'todayOf'>) =>
  (a: Task, b: Task): number => {
    if (!isUnfinished(a) || !isUnfinished(b)) return b.updatedAt.localeCompare(a.updatedAt);
    const overdue = Number(isOverdue(b, todayOf(b.propertyId))) - Number(isOverdue(a, todayOf(a.propertyId)));
    return (
      overdue ||
      URGENCY[a.priority] - URGENCY[b.priority] ||
      (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999') ||
      b.createdAt.localeCompare(a.createdAt)
    );
  };
