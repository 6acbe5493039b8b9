import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePeople } from './people.js';

export interface PersonFilterProps {
  readonly label: string;
  /** Shown while nobody is chosen. */
  readonly everyone: string;
  readonly value: string | undefined;
  readonly onChange: (userId: string | undefined) => void;
}

/** Chooses one person of the organisation, or everyone. */
export function PersonFilter({ label, everyone, value, onChange }: PersonFilterProps) {
  const { t } = useTranslation('ui');
  const people = usePeople();
  const options = people.all.map(({ userId, name }) => ({ value: userId, label: name }));
  // The address may come from elsewhere, and people are deleted.
  const isKnown = value === undefined || people.find(value) !== undefined;
  return (
    <Select
      label={label}
      clearable
      searchable
      placeholder={everyone}
      data={isKnown ? options : [...options, { value, label: t('formerUser') }]}
      value={value ?? null}
      onChange={(userId) => onChange(userId ?? undefined)}
    />
  );
}
