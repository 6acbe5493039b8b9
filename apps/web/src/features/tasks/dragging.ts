import { TASK_STATUSES, type Task, type TaskStatus } from '@bellhop/hotel';
import type { Active, UniqueIdentifier } from '@dnd-kit/core';

/** What a card that is carried has with it. */
export interface Cargo {
  readonly task: Task;
}

export const taskOf = (active: Active): Task | undefined => (active.data.current as Cargo | undefined)?.task;

/** Columns go by the status of their tasks. */
export const isStatus = (id: UniqueIdentifier | undefined): id is TaskStatus =>
  TASK_STATUSES.some((status) => status === id);
