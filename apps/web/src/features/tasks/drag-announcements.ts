import type { Announcements, Over } from '@dnd-kit/core';
import { isStatus, taskOf } from './dragging.js';
import { STATUSES } from './statuses.js';

/** Instructions that a screen reader reads at every handle. */
export const INSTRUCTIONS =
  'Press Space to pick up the task, the left and right arrow keys to move it to another column, Space to drop it, and Escape to cancel.';

const columnOf = (over: Over | null): string | undefined => {
  const id = over?.id;
  return isStatus(id) ? STATUSES[id].label : undefined;
};

/** Announcements of a screen reader while a task is dragged. */
export const ANNOUNCEMENTS: Announcements = {
  onDragStart: ({ active }) => {
    const task = taskOf(active);
    return task && `Picked up “${task.title}”.`;
  },
  // Also called right after the start, with the column that the card is in.
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
