import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.js';
import { FormNotices } from './form-notices.js';
import type { RowForm } from './row-form.js';

export interface RowFormDialogProps {
  readonly form: RowForm;
  readonly title: string;
  /** Label of the button that saves. */
  readonly label: string;
  readonly onClose: () => void;
  /** The inputs. */
  readonly children: ReactNode;
}

/** The form of a row in a dialog: what there is to tell about it, its inputs, and the buttons to save and to close it. */
export function RowFormDialog({ form, title, label, onClose, children }: RowFormDialogProps) {
  const { t } = useTranslation('ui');
  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={form.submit} noValidate>
        <Stack gap="md">
          <FormNotices form={form} />
          {children}
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
        </Stack>
      </form>
    </Dialog>
  );
}
