import type { Property } from '@bellhop/hotel';
import { useTranslation } from 'react-i18next';
import { useForm } from '../../ui/form.js';
import { RowFormDialog } from '../../ui/row-form-dialog.js';
import { useRowForm } from '../../ui/row-form.js';
import { properties } from './live.js';
import {
  newProperty,
  propertyChecks,
  PropertyFields,
  type PropertyValues,
  toBody,
  toValues,
} from './property-fields.js';

export interface PropertyFormProps {
  /** The property to change; undefined for a new one. */
  readonly property: Property | undefined;
  readonly onClose: () => void;
}

export default function PropertyForm({ property, onClose }: PropertyFormProps) {
  const { t } = useTranslation(['properties', 'ui']);
  const form = useForm<PropertyValues>({
    initialValues: property ? toValues(property) : newProperty(),
    validate: propertyChecks,
  });
  const title = property ? t('editProperty', { name: property.name }) : t('newProperty');
  const saving = useRowForm({
    ...{ rows: properties, row: property, title, form, toValues, toBody, onDone: onClose },
    fields: [
      { label: t('name'), of: ['name'] },
      { label: t('city'), of: ['city'] },
      { label: t('timezone'), of: ['timezone'] },
      { label: t('currency'), of: ['currency'] },
      { label: t('rooms'), of: ['rooms'] },
    ],
  });
  return (
    <RowFormDialog form={saving} title={title} label={property ? t('ui:save') : t('addProperty')} onClose={onClose}>
      <PropertyFields form={form} />
    </RowFormDialog>
  );
}
