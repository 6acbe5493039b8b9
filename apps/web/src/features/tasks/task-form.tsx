import { inputAttributes, isDay, type Task, taskFields, type TaskPriority } from '@bellhop/hotel';
import { Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useLiveRow } from '@bellhop/react';
import { lazy, Suspense, useState } from 'react';
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
import { recurrences, tasks } from './live.js';
import { RepeatFields } from './repeat-fields.js';
import { NO_REPEAT, type RepeatValues, ruleOf } from './repeat-values.js';
import { RuleOfTask } from './rule-of-task.js';
import { PriorityAndRoom } from './task-inputs.js';
import { useRepeat } from './use-repeat.js';

const RecurrenceForm = lazy(() => import('./recurrence-form.js'));

interface Values extends RepeatValues {
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
  const repeat = useRepeat(todayOf);
  const [changesRule, setChangesRule] = useState(false);
  const recurrenceId = task?.recurrenceId ?? undefined;
  const recurrence = useLiveRow(recurrences, recurrenceId ?? '', { enabled: recurrenceId !== undefined });

  const form = useForm<Values>({
    initialValues: task
      ? toValues(task)
      : {
          ...NO_REPEAT,
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
      ...repeat.validate,
    },
  });

  const title = t(task ? 'editTask' : 'newTask');
  const saving = useRowForm({
    rows: tasks,
    row: task,
    title,
    form,
    toValues,
    toBody: ({ title, description, room, repeats, weekdays, monthDay, until, ...rest }) => ({
      ...rest,
      repeats: ruleOf({ repeats, weekdays, monthDay, until }),
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
      repeat.field,
      { label: t('description'), of: ['description'] },
      { label: t('assignee'), of: ['assigneeId'], show: ({ assigneeId }) => people.find(assigneeId)?.name ?? '' },
    ],
    onDone: onClose,
  });

  return (
    <>
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
            <PriorityAndRoom inputOf={(name) => form.getInputProps(name)} />
            <DayInput label={t('due')} today={todayOf(form.values.propertyId)} {...form.getInputProps('dueOn')} />
            <Textarea
              label={t('description')}
              autosize
              minRows={3}
              {...inputAttributes(taskFields.description)}
              {...form.getInputProps('description')}
            />
            <AssigneeField propertyId={form.values.propertyId} {...form.getInputProps('assigneeId')} />
            {recurrence.data ? (
              <RuleOfTask recurrence={recurrence.data} onChange={() => setChangesRule(true)} />
            ) : (
              (recurrenceId === undefined || recurrence.data === null) && (
                <RepeatFields
                  values={form.values}
                  inputOf={(name) => form.getInputProps(name)}
                  optional
                  today={todayOf(form.values.propertyId)}
                  lastOn={isDay(form.values.dueOn) ? form.values.dueOn : null}
                />
              )
            )}
            <FormActions form={saving} label={t(task ? 'ui:save' : 'addTask')} onClose={onClose} />
          </Stack>
        </form>
      </Modal>
      {/* Beside the other form: what is submitted within one, even in a portal, submits it. */}
      <Suspense>
        {changesRule && recurrence.data && (
          <RecurrenceForm recurrence={recurrence.data} onClose={() => setChangesRule(false)} />
        )}
      </Suspense>
    </>
  );
}

function toValues(task: Task): Values {
  return {
    // Of the next rule: an earlier one is a row of its own.
    ...NO_REPEAT,
    propertyId: task.propertyId,
    title: task.title,
    description: task.description ?? '',
    room: task.room ?? '',
    priority: task.priority,
    dueOn: task.dueOn,
    assigneeId: task.assigneeId,
  };
}
