import { inputAttributes, optionsOf, taskFields } from '@bellhop/hotel';
import { Group, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface TaskInputsProps {
  /** Returns the properties of a field's input. */
  readonly inputOf: (name: 'priority' | 'room') => object;
}

/** Priority and room, side by side. */
export function PriorityAndRoom({ inputOf }: TaskInputsProps) {
  const { t } = useTranslation(['tasks', 'rows']);
  return (
    <Group align="flex-start" grow>
      <Select
        label={t('priority')}
        allowDeselect={false}
        data={optionsOf(taskFields.priority).map((priority) => ({
          value: priority,
          label: t(`rows:task.value.priority.${priority}`),
        }))}
        {...inputOf('priority')}
      />
      <TextInput label={t('room')} {...inputAttributes(taskFields.room)} {...inputOf('room')} />
    </Group>
  );
}
