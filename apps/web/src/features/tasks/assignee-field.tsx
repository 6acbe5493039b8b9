import { Select, type SelectProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePeople } from '../../people/people.js';
import { PersonAvatar } from '../../people/person-avatar.js';

export interface AssigneeFieldProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  /** The task's property: an assignee has to see it. */
  readonly propertyId: string | null;
  readonly value?: string | null;
  readonly onChange?: (userId: string | null) => void;
}

/** Assigns a task to somebody who sees its property, by name. */
export function AssigneeField({ propertyId, value = null, onChange, ...input }: AssigneeFieldProps) {
  const { t } = useTranslation('tasks');
  const people = usePeople();
  const choices = people.all.filter(
    (person) =>
      person.userId === value ||
      (person.status === 'active' &&
        (person.allProperties || (propertyId !== null && person.propertyIds.includes(propertyId)))),
  );
  return (
    <Select
      label={t('assignee')}
      placeholder={t('nobody')}
      clearable
      searchable
      leftSection={value === null ? undefined : <PersonAvatar person={people.find(value)} size={22} />}
      data={choices.map((person) => ({ value: person.userId, label: person.name }))}
      renderOption={({ option }) => (
        <>
          <PersonAvatar person={people.find(option.value)} />
          <span>{option.label}</span>
        </>
      )}
      {...input}
      value={value}
      onChange={(userId) => onChange?.(userId)}
    />
  );
}
