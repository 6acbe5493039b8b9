import { Select, type SelectProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useProperties } from './use-properties.js';

/** A field for the property of a row: those in use, and the row's own if it is archived. */
export function PropertyField(props: SelectProps) {
  const { t } = useTranslation('properties');
  const { properties, byId } = useProperties();
  const current = typeof props.value === 'string' ? byId.get(props.value) : undefined;
  const choices = current && !properties.includes(current) ? [...properties, current] : properties;
  return (
    <Select
      label={t('property')}
      placeholder={t('chooseProperty')}
      withAsterisk
      allowDeselect={false}
      searchable={choices.length > 10}
      data={choices.map(({ propertyId, name }) => ({ value: propertyId, label: name }))}
      {...props}
    />
  );
}
