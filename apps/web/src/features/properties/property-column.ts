import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../ui/row-list.js';
import { useProperties } from './use-properties.js';

/** Returns the column with the property of a row, if the list shows more than one property. */
export function usePropertyColumn<Row extends { readonly propertyId: string }>(): readonly Column<Row>[] {
  const { t } = useTranslation('properties');
  const { properties, selected, byId } = useProperties();
  const isShown = !selected && properties.length > 1;
  return useMemo(
    () =>
      isShown ? [{ title: t('property'), cell: ({ propertyId }) => byId.get(propertyId)?.name, untitled: true }] : [],
    [isShown, byId, t],
  );
}
