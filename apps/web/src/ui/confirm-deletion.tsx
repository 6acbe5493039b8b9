import { StaleRowError } from '@bellhop/react';
import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.js';
import { errorText } from './error-text.js';

export interface ConfirmDeletionProps {
  readonly title: string;
  /** Describes what will be deleted, in words the user recognises. */
  readonly text: string;
  /** Label of the button. @default “Delete” */
  readonly action?: string;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export default function ConfirmDeletion(props: ConfirmDeletionProps) {
  const { t } = useTranslation('ui');
  const { title, text, action = t('delete'), busy, error, onConfirm, onClose } = props;
  const gone = error instanceof StaleRowError && error.current === undefined;
  return (
    <Dialog onClose={onClose} title={title} size="sm">
      <Text size="sm">{text}</Text>
      {error && (
        <Alert color={error instanceof StaleRowError ? 'brass' : 'red'} mt="md" role="alert">
          {errorText(error)} {error instanceof StaleRowError && !gone && t('currentShown')}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {gone ? t('close') : t('cancel')}
        </Button>
        {!gone && (
          <Button color="red.9" loading={busy} onClick={onConfirm}>
            {error instanceof StaleRowError ? t('continueAnyway') : action}
          </Button>
        )}
      </Group>
    </Dialog>
  );
}
