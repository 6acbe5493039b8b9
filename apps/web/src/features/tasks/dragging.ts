import { TASK_STATUSES, type Task, type TaskStatus } from '@bellhop/hotel';
import type { Active, UniqueIdentifier } from '@dnd-kit/core';

/** The data of a dragged card. */
export interface DragData {
  readonly task: Task;
}

export const taskOf = (active: Active): Task | undefined => (active.data.current as DragData | undefined)?.task;

/** The id of a column is the status of its tasks. */
export const isStatus = (id: UniqueIdentifier | undefined): id is TaskStatus =>
  TASK_STATUSES.some((status) => status === id);
