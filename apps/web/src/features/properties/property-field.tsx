import { Select, type SelectProps } from '@mantine/core';
import { useProperties } from './use-properties.js';

/** A field for the property of a row. */
export function PropertyField(props: SelectProps) {
  const { properties } = useProperties();
  return (
    <Select
      label="Property"
      placeholder="Choose a property"
      withAsterisk
      allowDeselect={false}
      searchable={properties.length > 10}
      data={properties.map(({ propertyId, name }) => ({ value: propertyId, label: name }))}
      {...props}
    />
  );
}
