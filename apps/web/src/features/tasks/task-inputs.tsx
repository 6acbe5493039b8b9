import { inputAttributes, optionsOf, taskFields } from '@bellhop/hotel';
import { Group, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, type Form } from '../../ui/form.js';
import { LongTextInput } from '../../ui/long-text-input.js';
import { PropertyField } from '../properties/property-field.js';
import { AssigneeField } from './assignee-field.js';
import type { TaskContent } from './use-task-content.js';

export interface TaskInputsProps {
  readonly form: Form<TaskContent>;
  /** Whether the form begins with them: the title gets the focus, and the description more room. */
  readonly isFirst?: boolean;
  /** Further inputs, between those of one line and the description. */
  readonly children?: ReactNode;
}

/** What is to be done: the inputs that the forms of a task and of a rule have in common. */
export function TaskInputs({ form, isFirst = false, children }: TaskInputsProps) {
  const { t } = useTranslation(['tasks', 'rows']);
  return (
    <>
      <Field form={form} name="title">
        {(input) => (
          <TextInput
            label={t('title')}
            withAsterisk
            data-autofocus={isFirst || undefined}
            {...inputAttributes(taskFields.title)}
            {...input}
          />
        )}
      </Field>
      <Field form={form} name="propertyId">
        {(input) => <PropertyField {...input} />}
      </Field>
      <Group align="flex-start" grow>
        <Field form={form} name="priority">
          {(input) => (
            <Select
              label={t('priority')}
              allowDeselect={false}
              data={optionsOf(taskFields.priority).map((priority) => ({
                value: priority,
                label: t(`rows:task.value.priority.${priority}`),
              }))}
              {...input}
            />
          )}
        </Field>
        <Field form={form} name="room">
          {(input) => <TextInput label={t('room')} {...inputAttributes(taskFields.room)} {...input} />}
        </Field>
      </Group>
      {children}
      <Field form={form} name="description">
        {(input) => (
          <LongTextInput
            label={t('description')}
            rows={isFirst ? 3 : 2}
            {...inputAttributes(taskFields.description)}
            {...input}
          />
        )}
      </Field>
      <Field form={form} name="assigneeId" needs={({ propertyId }) => propertyId}>
        {(input, propertyId) => <AssigneeField propertyId={propertyId} {...input} />}
      </Field>
    </>
  );
}
