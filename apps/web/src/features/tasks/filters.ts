import { hasWords, isDue, TASK_DUE, type Task, type TaskDue, type TaskStatus } from '@bellhop/hotel';
import { isId, readText } from '../../ui/address.js';

/** In the address, the signed-in user: a link with it shows everyone their own tasks. */
export const ME = 'me';

/** The page's state in its address; each parameter is left out where it has its default. */
export interface TasksSearch {
  readonly cancelled?: true;
  /** A user's id, or {@link ME}: only their tasks. */
  readonly assignee?: string;
  readonly due?: TaskDue;
  /** Words of the title, the description or the room. */
  readonly q?: string;
}

/** Reads the page's state from its address and leaves out what makes no sense. */
export function readTasksSearch({ cancelled, assignee, due, q }: Readonly<Record<string, unknown>>): TasksSearch {
  const known = TASK_DUE.find((name) => name === due);
  const text = readText(q);
  return {
    ...(cancelled === true && { cancelled }),
    ...((assignee === ME || isId(assignee)) && { assignee }),
    ...(known && { due: known }),
    ...(text !== undefined && { q: text }),
  };
}

/** Filters of lists and counts. */
export interface TasksView {
  readonly propertyId?: string | undefined;
  readonly status?: TaskStatus | undefined;
  readonly assigneeId?: string | undefined;
  readonly q?: string | undefined;
  readonly due?: TaskDue | undefined;
  /**
   * With `due`, the current day at each property. The server knows them; here they decide about the rows of events, and the list
   * is read again when a day begins.
   */
  readonly todays?: Readonly<Record<string, string>> | undefined;
}

export const toQuery = ({ todays: _, ...query }: TasksView): object => query;

/** Whether a task fits a view, as the server decides it. */
export function accepts(task: Task, { propertyId, status, assigneeId, q, due, todays }: TasksView): boolean {
  const is = (wanted: unknown, value: unknown) => wanted === undefined || wanted === value;
  return (
    is(propertyId, task.propertyId) &&
    is(status, task.status) &&
    is(assigneeId, task.assigneeId) &&
    (q === undefined || hasWords([task.title, task.description, task.room], q)) &&
    (due === undefined || isDue(task, due, todays?.[task.propertyId] ?? ''))
  );
}

export const hasFilters = ({ assignee, due, q }: TasksSearch): boolean => (assignee ?? due ?? q) !== undefined;
