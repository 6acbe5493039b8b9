import { useTranslation } from 'react-i18next';
import type { Column } from '../../ui/row-list.js';
import { useProperties } from './use-properties.js';

/** Returns the column with the property of a row, if the list shows more than one property. */
export function usePropertyColumn<Row extends { readonly propertyId: string }>(): readonly Column<Row>[] {
  const { t } = useTranslation('properties');
  const { properties, selected, byId } = useProperties();
  if (selected || properties.length < 2) return [];
  return [{ title: t('property'), cell: ({ propertyId }) => byId.get(propertyId)?.name, untitled: true }];
}
