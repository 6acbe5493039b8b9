import type { Recurrence } from '@bellhop/hotel';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useForm } from '../../ui/form.js';
import { RowFormDialog } from '../../ui/row-form-dialog.js';
import { useRowForm } from '../../ui/row-form.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { recurrences } from './live.js';
import { RepeatFields } from './repeat-fields.js';
import { NO_REPEAT, type RepeatValues, repeatValuesOf, ruleOf } from './repeat-values.js';
import { TaskInputs } from './task-inputs.js';
import { useRepeat } from './use-repeat.js';
import { contentBody, toContent, type TaskContent, useTaskContent } from './use-task-content.js';

type Values = RepeatValues & TaskContent;

export interface RecurrenceFormProps {
  /** The rule to change; undefined to make a deleted one anew. */
  readonly recurrence: Recurrence | undefined;
  readonly onClose: () => void;
}

/** Changes the tasks to come of a rule. */
export default function RecurrenceForm({ recurrence, onClose }: RecurrenceFormProps) {
  const { t } = useTranslation(['tasks', 'ui']);
  const content = useTaskContent();
  const { todayOf } = usePropertyDays();
  const repeat = useRepeat(todayOf);
  const form = useForm<Values>({
    initialValues: recurrence ? toValues(recurrence) : { ...NO_REPEAT, repeats: 'day', ...content.initial },
    validate: { ...content.validate, ...repeat.validate },
  });
  const title = t('repeat.editRule');
  const saving = useRowForm({
    rows: recurrences,
    row: recurrence,
    title,
    form,
    toValues,
    toBody: (values) => ({ ...contentBody(values), rule: ruleOf(values) }),
    fields: [repeat.field, ...content.fields],
    fieldNames: { rule: 'repeats' },
    onDone: onClose,
  });
  return (
    <RowFormDialog form={saving} title={title} label={t('ui:save')} onClose={onClose}>
      <Text size="sm" c="dimmed">
        {t('repeat.editRuleText')}
      </Text>
      <RepeatFields form={form} optional={false} todayOf={todayOf} lastOn={() => recurrence?.lastOn ?? null} />
      <TaskInputs form={form} />
    </RowFormDialog>
  );
}

const toValues = (row: Recurrence): Values => ({ ...repeatValuesOf(row.rule), ...toContent(row) });
