import { NativeSelect, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconBuilding } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePhone } from '../../ui/use-phone.js';
import classes from './property-switch.module.css';
import { useProperties } from './use-properties.js';

const ALL = 'all';
/** More properties than this are shown as a select. */
const MAX_SEGMENTS = 4;

export function PropertySwitch() {
  const { t } = useTranslation('properties');
  const { properties, selected, isPending, select } = useProperties();
  const phone = usePhone();
  const wide = useMediaQuery('(min-width: 75em)', undefined, { getInitialValueInEffect: false }) ?? true;
  if (isPending) return <Skeleton h={36} w={phone ? '100%' : 280} />;

  const [only, ...others] = properties;
  if (!only && !selected) return null;
  if (only && others.length === 0 && (!selected || selected === only)) {
    return (
      <Text size="sm" fw={600} truncate>
        <bdi>{only.name}</bdi>
      </Text>
    );
  }

  const value = selected?.propertyId ?? ALL;
  const choose = (choice: string) => select(choice === ALL ? undefined : choice);
  const choices = [
    { value: ALL, label: t('allProperties') },
    ...properties.map(({ propertyId, name }) => ({ value: propertyId, label: name })),
    // Selected by a link to its history.
    ...(selected && !properties.includes(selected)
      ? [{ value: selected.propertyId, label: t('archivedName', { name: selected.name }) }]
      : []),
  ];
  return wide && choices.length <= MAX_SEGMENTS + 1 ? (
    <SegmentedControl
      aria-label={t('property')}
      classNames={{ root: classes.switch, control: classes.choice }}
      value={value}
      onChange={choose}
      data={choices}
    />
  ) : (
    // The browser's own list: a phone shows it best, and no code of ours is loaded for it.
    <NativeSelect
      aria-label={t('property')}
      value={value}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
      data={choices}
      leftSection={<IconBuilding size={17} aria-hidden />}
      w={phone ? '100%' : 280}
      miw={0}
    />
  );
}
