import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RowForm } from './row-form.js';

/** The buttons at the end of a form in a modal. */
export function FormActions({ form, label, onClose }: { form: RowForm; label: string; onClose: () => void }) {
  const { t } = useTranslation('ui');
  return (
    <Group justify="flex-end" mt="xs">
      <Button variant="default" onClick={onClose}>
        {form.gone ? t('close') : t('cancel')}
      </Button>
      {!form.gone && (
        <Button type="submit" loading={form.busy}>
          {label}
        </Button>
      )}
    </Group>
  );
}
