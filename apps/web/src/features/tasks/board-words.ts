import type { Announcements, Over } from '@dnd-kit/core';
import { isStatus, taskOf } from './dragging.js';
import { STATUSES } from './statuses.js';

/** Read out at every handle. */
export const INSTRUCTIONS =
  'Press Space to pick the task up, the left and right arrow keys to carry it to another column, Space to put it down, and Escape to leave it where it was.';

const columnOf = (over: Over | null): string | undefined => {
  const id = over?.id;
  return isStatus(id) ? STATUSES[id].label : undefined;
};

/** What a screen reader says while a task is carried. */
export const ANNOUNCEMENTS: Announcements = {
  onDragStart: ({ active }) => {
    const task = taskOf(active);
    return task && `Picked up “${task.title}”.`;
  },
  // Comes right after the start too, for the column that the card is from.
  onDragOver: ({ active, over }) => {
    const task = taskOf(active);
    return task && `“${task.title}” is over ${columnOf(over) ?? 'no column'}.`;
  },
  onDragEnd: ({ active, over }) => {
    const task = taskOf(active);
    const column = columnOf(over);
    return task && `“${task.title}” is in ${column ?? STATUSES[task.status].label}.`;
  },
  onDragCancel: ({ active }) => {
    const task = taskOf(active);
    return task && `“${task.title}” stays in ${STATUSES[task.status].label}.`;
  },
};
