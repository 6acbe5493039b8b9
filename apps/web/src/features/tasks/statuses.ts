import type { Task, TaskPriority, TaskStatus } from '@bellhop/hotel';
import { IconCircle, IconCircleCheck, IconCircleX, IconProgress, type Icon } from '@tabler/icons-react';
import { today } from '../../ui/days.js';

export interface StatusLook {
  readonly label: string;
  readonly icon: Icon;
  readonly colour: string;
  /** What an empty column says. */
  readonly empty: string;
}

export const STATUSES: Readonly<Record<TaskStatus, StatusLook>> = {
  open: { label: 'Open', icon: IconCircle, colour: 'gray', empty: 'Nothing is waiting.' },
  in_progress: { label: 'In progress', icon: IconProgress, colour: 'brass', empty: 'Nobody is on a task right now.' },
  done: { label: 'Done', icon: IconCircleCheck, colour: 'livery', empty: 'Finished tasks gather here.' },
  cancelled: { label: 'Cancelled', icon: IconCircleX, colour: 'gray', empty: 'No task was cancelled.' },
};

/** The step a task usually takes next, and what it is called. */
export const NEXT_STEP: Readonly<Partial<Record<TaskStatus, { label: string; to: TaskStatus }>>> = {
  open: { label: 'Start', to: 'in_progress' },
  in_progress: { label: 'Complete', to: 'done' },
};

export const PRIORITY_NAMES: Readonly<Record<TaskPriority, string>> = { low: 'Low', normal: 'Normal', high: 'High' };

const isUnfinished = ({ status }: Task) => status === 'open' || status === 'in_progress';

export const isOverdue = (task: Task): boolean => isUnfinished(task) && task.dueOn !== null && task.dueOn < today();

const URGENCY: Readonly<Record<TaskPriority, number>> = { high: 0, normal: 1, low: 2 };

/** The most urgent first; what is finished, the latest finished first. */
export function byUrgency(a: Task, b: Task): number {
  if (!isUnfinished(a) || !isUnfinished(b)) return b.updatedAt.localeCompare(a.updatedAt);
  const overdue = Number(isOverdue(b)) - Number(isOverdue(a));
  return (
    overdue ||
    URGENCY[a.priority] - URGENCY[b.priority] ||
    (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999') ||
    b.createdAt.localeCompare(a.createdAt)
  );
}
