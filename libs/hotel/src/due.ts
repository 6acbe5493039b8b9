import { addDays, weekdayOf } from './calendar.js';
import { type Task, UNFINISHED_STATUSES } from './tasks.js';

/** What tasks are filtered by. A week is that of ISO 8601, from Monday to Sunday, so that a shared link means the same to everyone. */
export const TASK_DUE = ['overdue', 'today', 'week', 'none'] as const;
export type TaskDue = (typeof TASK_DUE)[number];

/** Long before the first hotel. */
const FIRST_DAY = '1900-01-01';

export interface DueDays {
  /** Null: tasks that are not due on any day. Both days are included. */
  readonly days: { readonly from: string; readonly to: string } | null;
  /** Whether only tasks that are not finished are meant. */
  readonly unfinished: boolean;
}

/** @param today the current day at the task's property */
export function dueDays(due: TaskDue, today: string): DueDays {
  if (due === 'none') return { days: null, unfinished: false };
  if (due === 'overdue') return { days: { from: FIRST_DAY, to: addDays(today, -1) }, unfinished: true };
  if (due === 'today') return { days: { from: today, to: today }, unfinished: false };
  const monday = addDays(today, -weekdayOf(today));
  return { days: { from: monday, to: addDays(monday, 6) }, unfinished: false };
}

/** Whether a task fits the filter. @param today the current day at the task's property */
export function isDue({ dueOn, status }: Pick<Task, 'dueOn' | 'status'>, due: TaskDue, today: string): boolean {
  const { days, unfinished } = dueDays(due, today);
  if (unfinished && !UNFINISHED_STATUSES.some((name) => name === status)) return false;
  return days === null ? dueOn === null : dueOn !== null && dueOn >= days.from && dueOn <= days.to;
}
