import { inputAttributes, type Recurrence, recurrenceFields, type TaskPriority } from '@bellhop/hotel';
import { Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { usePeople } from '../../people/people.js';
import { FormActions } from '../../ui/form-actions.js';
import { FormNotices } from '../../ui/form-notices.js';
import { useRowForm } from '../../ui/row-form.js';
import { PropertyField } from '../properties/property-field.js';
import { useProperties } from '../properties/use-properties.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { AssigneeField } from './assignee-field.js';
import { recurrences } from './live.js';
import { RepeatFields } from './repeat-fields.js';
import { NO_REPEAT, type RepeatValues, repeatValuesOf, ruleOf } from './repeat-values.js';
import { PriorityAndRoom } from './task-inputs.js';
import { useRepeat } from './use-repeat.js';

interface Values extends RepeatValues {
  propertyId: string | null;
  title: string;
  description: string;
  room: string;
  priority: TaskPriority;
  assigneeId: string | null;
}

export interface RecurrenceFormProps {
  /** The rule to change; undefined to make a deleted one anew. */
  readonly recurrence: Recurrence | undefined;
  readonly onClose: () => void;
}

/** Changes the tasks to come of a rule. */
export default function RecurrenceForm({ recurrence, onClose }: RecurrenceFormProps) {
  const { t } = useTranslation(['tasks', 'rows', 'ui']);
  const people = usePeople();
  const { forNewRows, byId } = useProperties();
  const { todayOf } = usePropertyDays();
  const repeat = useRepeat(todayOf);
  const form = useForm<Values>({
    initialValues: recurrence
      ? toValues(recurrence)
      : {
          ...{ ...NO_REPEAT, repeats: 'day', propertyId: forNewRows?.propertyId ?? null, title: '' },
          ...{ description: '', room: '', priority: 'normal', assigneeId: null },
        },
    validate: {
      propertyId: isNotEmpty(t('chooseProperty')),
      title: (text) => (text.trim() === '' ? t('enterTitle') : null),
      ...repeat.validate,
    },
  });
  const title = t('repeat.editRule');
  const saving = useRowForm({
    rows: recurrences,
    row: recurrence,
    title,
    form,
    toValues,
    toBody: ({ propertyId, title: name, description, room, priority, assigneeId, ...rule }) => ({
      ...{ propertyId, priority, assigneeId, title: name.trim(), rule: ruleOf(rule) },
      ...{ description: description.trim() || null, room: room.trim() || null },
    }),
    fields: [
      repeat.field,
      { label: t('title'), of: ['title'] },
      { label: t('property'), of: ['propertyId'], show: ({ propertyId }) => byId.get(propertyId ?? '')?.name ?? '' },
      { label: t('room'), of: ['room'] },
      { label: t('priority'), of: ['priority'], show: ({ priority }) => t(`rows:task.value.priority.${priority}`) },
      { label: t('description'), of: ['description'] },
      { label: t('assignee'), of: ['assigneeId'], show: ({ assigneeId }) => people.find(assigneeId)?.name ?? '' },
    ],
    fieldNames: { rule: 'repeats' },
    onDone: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <form onSubmit={saving.submit} noValidate>
        <Stack gap="md">
          <FormNotices form={saving} />
          <Text size="sm" c="dimmed">
            {t('repeat.editRuleText')}
          </Text>
          <RepeatFields
            values={form.values}
            inputOf={(name) => form.getInputProps(name)}
            optional={false}
            today={todayOf(form.values.propertyId)}
            lastOn={recurrence?.lastOn ?? null}
          />
          <TextInput
            label={t('title')}
            withAsterisk
            {...inputAttributes(recurrenceFields.title)}
            {...form.getInputProps('title')}
          />
          <PropertyField {...form.getInputProps('propertyId')} />
          <PriorityAndRoom inputOf={(name) => form.getInputProps(name)} />
          <Textarea
            label={t('description')}
            autosize
            minRows={2}
            {...inputAttributes(recurrenceFields.description)}
            {...form.getInputProps('description')}
          />
          <AssigneeField propertyId={form.values.propertyId} {...form.getInputProps('assigneeId')} />
          <FormActions form={saving} label={t('ui:save')} onClose={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

const toValues = ({ propertyId, title, description, room, priority, assigneeId, rule }: Recurrence): Values => ({
  ...repeatValuesOf(rule),
  ...{ propertyId, title, priority, assigneeId },
  description: description ?? '',
  room: room ?? '',
});
