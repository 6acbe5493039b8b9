import { StaleRowError } from '@bellhop/react';
import { errorText } from './error-text.js';
import { Alert, Button, Group, Modal, Text } from '@mantine/core';

export interface ConfirmDeletionProps {
  readonly title: string;
  /** Describes what will be deleted, in words the user recognises. */
  readonly text: string;
  /** Label of the button. @default Delete */
  readonly action?: string;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function ConfirmDeletion(props: ConfirmDeletionProps) {
  const { title, text, action = 'Delete', busy, error, onConfirm, onClose } = props;
  const gone = error instanceof StaleRowError && error.current === undefined;
  return (
    <Modal opened onClose={onClose} title={title} size="sm" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Text size="sm">{text}</Text>
      {error && (
        <Alert color={error instanceof StaleRowError ? 'brass' : 'red'} mt="md" role="alert">
          {errorText(error)} {error instanceof StaleRowError && !gone && 'The list shows the current version.'}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {gone ? 'Close' : 'Cancel'}
        </Button>
        {!gone && (
          <Button color="red.9" loading={busy} onClick={onConfirm}>
            {error instanceof StaleRowError ? `${action} anyway` : action}
          </Button>
        )}
      </Group>
    </Modal>
  );
}
