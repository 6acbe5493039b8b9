import { inputAttributes, optionsOf, taskFields } from '@bellhop/hotel';
import { Group, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LongTextInput } from '../../ui/long-text-input.js';
import { PropertyField } from '../properties/property-field.js';
import { AssigneeField } from './assignee-field.js';
import type { TaskContent } from './use-task-content.js';

export interface TaskInputsProps {
  readonly propertyId: string | null;
  /** Returns the properties of a field's input. */
  readonly inputOf: (name: keyof TaskContent) => object;
  /** Whether the form begins with them: the title gets the focus, and the description more room. */
  readonly isFirst?: boolean;
  /** Further inputs, between those of one line and the description. */
  readonly children?: ReactNode;
}

/** What is to be done: the inputs that the forms of a task and of a rule have in common. */
export function TaskInputs({ propertyId, inputOf, isFirst = false, children }: TaskInputsProps) {
  const { t } = useTranslation(['tasks', 'rows']);
  return (
    <>
      <TextInput
        label={t('title')}
        withAsterisk
        data-autofocus={isFirst || undefined}
        {...inputAttributes(taskFields.title)}
        {...inputOf('title')}
      />
      <PropertyField {...inputOf('propertyId')} />
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
      {children}
      <LongTextInput
        label={t('description')}
        rows={isFirst ? 3 : 2}
        {...inputAttributes(taskFields.description)}
        {...inputOf('description')}
      />
      <AssigneeField propertyId={propertyId} {...inputOf('assigneeId')} />
    </>
  );
}
