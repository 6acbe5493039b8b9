import { inputAttributes, optionsOf, type Task, taskFields, type TaskPriority } from '@bellhop/hotel';
import { Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { DayInput, dayProblem } from '../../ui/day-input.js';
import { dayText } from '../../ui/days.js';
import { FormActions } from '../../ui/form-actions.js';
import { FormNotices } from '../../ui/form-notices.js';
import { useRowForm } from '../../ui/row-form.js';
import { PropertyField } from '../properties/property-field.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { useProperties } from '../properties/use-properties.js';
import { usePeople } from '../../people/people.js';
import { AssigneeField } from './assignee-field.js';
import { tasks } from './live.js';

interface Values {
  propertyId: string | null;
  title: string;
  description: string;
  room: string;
  priority: TaskPriority;
  dueOn: string | null;
  assigneeId: string | null;
}

export interface TaskFormProps {
  /** The task to change; undefined for a new one. */
  readonly task: Task | undefined;
  readonly onClose: () => void;
}

export default function TaskForm({ task, onClose }: TaskFormProps) {
  const { t } = useTranslation(['tasks', 'rows', 'ui']);
  const people = usePeople();
  const { forNewRows, byId } = useProperties();
  const { todayOf } = usePropertyDays();

  const form = useForm<Values>({
    initialValues: task
      ? toValues(task)
      : {
          propertyId: forNewRows?.propertyId ?? null,
          title: '',
          description: '',
          room: '',
          priority: 'normal',
          dueOn: null,
          assigneeId: null,
        },
    validate: {
      propertyId: isNotEmpty(t('chooseProperty')),
      title: (text) => (text.trim() === '' ? t('enterTitle') : null),
      dueOn: (day) => (day === null ? null : dayProblem(day)),
    },
  });

  const title = t(task ? 'editTask' : 'newTask');
  const saving = useRowForm({
    rows: tasks,
    row: task,
    title,
    form,
    toValues,
    toBody: ({ title, description, room, ...rest }) => ({
      ...rest,
      title: title.trim(),
      description: description.trim() || null,
      room: room.trim() || null,
    }),
    fields: [
      { label: t('title'), of: ['title'] },
      { label: t('property'), of: ['propertyId'], show: ({ propertyId }) => byId.get(propertyId ?? '')?.name ?? '' },
      { label: t('room'), of: ['room'] },
      { label: t('priority'), of: ['priority'], show: ({ priority }) => t(`rows:task.value.priority.${priority}`) },
      { label: t('due'), of: ['dueOn'], show: ({ dueOn }) => dayText(dueOn) },
      { label: t('description'), of: ['description'] },
      { label: t('assignee'), of: ['assigneeId'], show: ({ assigneeId }) => people.find(assigneeId)?.name ?? '' },
    ],
    onDone: onClose,
  });

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <form onSubmit={saving.submit} noValidate>
        <Stack gap="md">
          <FormNotices form={saving} />
          <TextInput
            label={t('title')}
            withAsterisk
            data-autofocus
            {...inputAttributes(taskFields.title)}
            {...form.getInputProps('title')}
          />
          <PropertyField {...form.getInputProps('propertyId')} />
          <Group align="flex-start" grow>
            <Select
              label={t('priority')}
              allowDeselect={false}
              data={optionsOf(taskFields.priority).map((priority) => ({
                value: priority,
                label: t(`rows:task.value.priority.${priority}`),
              }))}
              {...form.getInputProps('priority')}
            />
            <TextInput label={t('room')} {...inputAttributes(taskFields.room)} {...form.getInputProps('room')} />
          </Group>
          <DayInput label={t('due')} today={todayOf(form.values.propertyId)} {...form.getInputProps('dueOn')} />
          <Textarea
            label={t('description')}
            autosize
            minRows={3}
            {...inputAttributes(taskFields.description)}
            {...form.getInputProps('description')}
          />
          <AssigneeField propertyId={form.values.propertyId} {...form.getInputProps('assigneeId')} />
          <FormActions form={saving} label={t(task ? 'ui:save' : 'addTask')} onClose={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

function toValues(task: Task): Values {
  return {
    propertyId: task.propertyId,
    title: task.title,
    description: task.description ?? '',
    room: task.room ?? '',
    priority: task.priority,
    dueOn: task.dueOn,
    assigneeId: task.assigneeId,
  };
}
