import { Select } from '@mantine/core';
import { usePeople } from './people.js';

export interface PersonFilterProps {
  readonly label: string;
  /** Shown while nobody is chosen. */
  readonly everyone: string;
  /** Names somebody who is not known here: the address may come from elsewhere, and people are deleted. */
  readonly somebody: string;
  readonly value: string | undefined;
  readonly onChange: (userId: string | undefined) => void;
}

/** Chooses one person of the organisation, or everyone. */
export function PersonFilter({ label, everyone, somebody, value, onChange }: PersonFilterProps) {
  const people = usePeople();
  const options = people.all.map(({ userId, name }) => ({ value: userId, label: name }));
  const isKnown = value === undefined || people.find(value) !== undefined;
  return (
    <Select
      label={label}
      clearable
      searchable
      placeholder={everyone}
      data={isKnown ? options : [...options, { value, label: somebody }]}
      value={value ?? null}
      onChange={(userId) => onChange(userId ?? undefined)}
    />
  );
}
