import { isDay, type Task } from '@bellhop/hotel';
import { useLiveRow } from '@bellhop/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayInput, dayProblem } from '../../ui/day-input.js';
import { dayText } from '../../ui/days.js';
import { Field, useForm } from '../../ui/form.js';
import { loadedComponent } from '../../ui/loaded-component.js';
import { RowFormDialog } from '../../ui/row-form-dialog.js';
import { useRowForm } from '../../ui/row-form.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { recurrences, tasks } from './live.js';
import { RepeatFields } from './repeat-fields.js';
import { NO_REPEAT, type RepeatValues, ruleOf } from './repeat-values.js';
import { RuleOfTask } from './rule-of-task.js';
import { TaskInputs } from './task-inputs.js';
import { useRepeat } from './use-repeat.js';
import { contentBody, toContent, type TaskContent, useTaskContent } from './use-task-content.js';

const RecurrenceForm = loadedComponent(() => import('./recurrence-form.js'));

interface Values extends RepeatValues, TaskContent {
  dueOn: string | null;
}

export interface TaskFormProps {
  /** The task to change; undefined for a new one. */
  readonly task: Task | undefined;
  readonly onClose: () => void;
}

export default function TaskForm({ task, onClose }: TaskFormProps) {
  const { t } = useTranslation(['tasks', 'ui']);
  const content = useTaskContent();
  const { todayOf } = usePropertyDays();
  const repeat = useRepeat(todayOf);
  const [changesRule, setChangesRule] = useState(false);
  const recurrenceId = task?.recurrenceId ?? undefined;
  const recurrence = useLiveRow(recurrences, recurrenceId ?? '', { enabled: recurrenceId !== undefined });

  const form = useForm<Values>({
    initialValues: task ? toValues(task) : { ...NO_REPEAT, ...content.initial, dueOn: null },
    validate: {
      ...content.validate,
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
    toBody: (values) => ({ ...contentBody(values), dueOn: values.dueOn, repeats: ruleOf(values) }),
    fields: [...content.fields, { label: t('due'), of: ['dueOn'], show: ({ dueOn }) => dayText(dueOn) }, repeat.field],
    onDone: onClose,
  });

  return (
    <>
      <RowFormDialog form={saving} title={title} label={t(task ? 'ui:save' : 'addTask')} onClose={onClose}>
        <TaskInputs form={form} isFirst>
          <Field form={form} name="dueOn" needs={({ propertyId }) => todayOf(propertyId)}>
            {(input, today) => <DayInput label={t('due')} today={today} {...input} />}
          </Field>
        </TaskInputs>
        {recurrence.data ? (
          <RuleOfTask recurrence={recurrence.data} onChange={() => setChangesRule(true)} />
        ) : (
          (recurrenceId === undefined || recurrence.data === null) && (
            <RepeatFields
              form={form}
              optional
              todayOf={todayOf}
              lastOn={({ dueOn }) => (isDay(dueOn) ? dueOn : null)}
            />
          )
        )}
      </RowFormDialog>
      {/* Beside the other form: what is submitted within one, even in a portal, submits it. */}
      {changesRule && recurrence.data && (
        <RecurrenceForm recurrence={recurrence.data} onClose={() => setChangesRule(false)} />
      )}
    </>
  );
}

/** The rule is the next one: that of an earlier one is a row of its own. */
const toValues = (task: Task): Values => ({ ...NO_REPEAT, ...toContent(task), dueOn: task.dueOn });
