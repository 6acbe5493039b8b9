import type { TaskStatus } from '@bellhop/hotel';
import type { Announcements, Over } from '@dnd-kit/core';
import { i18n } from '../../language/messages.js';
import { isStatus, taskOf } from './dragging.js';

const nameOf = (status: TaskStatus): string => i18n.t(`rows:task.value.status.${status}`);

const columnOf = (over: Over | null): string | undefined => {
  const id = over?.id;
  return isStatus(id) ? nameOf(id) : undefined;
};

/** Announcements of a screen reader while a task is dragged. */
export const ANNOUNCEMENTS: Announcements = {
  onDragStart: ({ active }) => {
    const task = taskOf(active);
    return task && i18n.t('tasks:drag.started', { title: task.title });
  },
  // Also called right after the start, with the column that the card is in.
  onDragOver: ({ active, over }) => {
    const task = taskOf(active);
    const column = columnOf(over);
    if (!task) return undefined;
    return column === undefined
      ? i18n.t('tasks:drag.overNothing', { title: task.title })
      : i18n.t('tasks:drag.over', { title: task.title, column });
  },
  onDragEnd: ({ active, over }) => {
    const task = taskOf(active);
    return task && i18n.t('tasks:drag.dropped', { title: task.title, column: columnOf(over) ?? nameOf(task.status) });
  },
  onDragCancel: ({ active }) => {
    const task = taskOf(active);
    return task && i18n.t('tasks:drag.cancelled', { title: task.title, column: nameOf(task.status) });
  },
};
