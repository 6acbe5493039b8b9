import type { Recurrence, Task, TaskPriority } from '@bellhop/hotel';
import { useTranslation } from 'react-i18next';
import { usePeople } from '../../people/people.js';
import { required } from '../../ui/form.js';
import type { FormField } from '../../ui/form-fields.js';
import { useProperties } from '../properties/use-properties.js';

/** What is to be done, where and by whom, as the forms of a task and of a rule have it. */
export interface TaskContent {
  propertyId: string | null;
  title: string;
  description: string;
  room: string;
  priority: TaskPriority;
  assigneeId: string | null;
}

export const toContent = (row: Task | Recurrence): TaskContent => ({
  propertyId: row.propertyId,
  title: row.title,
  description: row.description ?? '',
  room: row.room ?? '',
  priority: row.priority,
  assigneeId: row.assigneeId,
});

export const contentBody = ({ propertyId, title, description, room, priority, assigneeId }: TaskContent) => ({
  ...{ propertyId, priority, assigneeId, title: title.trim() },
  ...{ description: description.trim() || null, room: room.trim() || null },
});

/** What both forms begin with, check and say about these fields. */
export function useTaskContent() {
  const { t } = useTranslation(['tasks', 'rows']);
  const people = usePeople();
  const { forNewRows, byId } = useProperties();
  const initial: TaskContent = {
    ...{ propertyId: forNewRows?.propertyId ?? null, title: '', description: '', room: '' },
    ...{ priority: 'normal', assigneeId: null },
  };
  const fields: readonly FormField<TaskContent>[] = [
    { label: t('title'), of: ['title'] },
    { label: t('property'), of: ['propertyId'], show: ({ propertyId }) => byId.get(propertyId ?? '')?.name ?? '' },
    { label: t('room'), of: ['room'] },
    { label: t('priority'), of: ['priority'], show: ({ priority }) => t(`rows:task.value.priority.${priority}`) },
    { label: t('description'), of: ['description'] },
    { label: t('assignee'), of: ['assigneeId'], show: ({ assigneeId }) => people.find(assigneeId)?.name ?? '' },
  ];
  const validate = {
    propertyId: required(t('chooseProperty')),
    title: (text: string) => (text.trim() === '' ? t('enterTitle') : null),
  };
  return { initial, validate, fields };
}
