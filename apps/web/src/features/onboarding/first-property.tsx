import { useRowForm } from '../../ui/row-form.js';
import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useForm } from '../../ui/form.js';
import { FormNotices } from '../../ui/form-notices.js';
import { properties } from '../properties/live.js';
import {
  newProperty,
  propertyChecks,
  PropertyFields,
  type PropertyValues,
  toBody,
  toValues,
} from '../properties/property-fields.js';

/** The form of a property as a step of its own. */
export function FirstProperty() {
  const { t } = useTranslation('onboarding');
  const form = useForm<PropertyValues>({ initialValues: newProperty(), validate: propertyChecks });
  const saving = useRowForm({ rows: properties, row: undefined, form, toValues, toBody, onDone: () => undefined });
  return (
    <form onSubmit={saving.submit} noValidate>
      <Stack gap="md">
        <FormNotices form={saving} />
        <PropertyFields form={form} />
        <Group justify="flex-end">
          <Button type="submit" loading={saving.busy}>
            {t('property.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
