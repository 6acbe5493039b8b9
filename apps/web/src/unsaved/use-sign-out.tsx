import { Button, Group, Modal, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { session } from '../session.js';
import { useUnsaved } from './use-unsaved.js';

export interface SignOut {
  readonly signOut: () => void;
  /** Asks first if something typed is not saved: it does not stay in the browser. */
  readonly question: ReactNode;
}

/** Signs out. At a shared desk nothing of the user stays behind, so what is not saved would be lost. */
export function useSignOut(): SignOut {
  const { t } = useTranslation('ui');
  const { saves, drafts } = useUnsaved();
  const [isAsking, setAsking] = useState(false);
  const count = saves.length + drafts.length;
  const leave = () => void session.signOut();
  const stay = () => setAsking(false);
  return {
    signOut: count > 0 ? () => setAsking(true) : leave,
    question: (
      <Modal
        opened={isAsking}
        onClose={stay}
        title={t('notSaved', { count })}
        size="sm"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Text size="sm">{t('signOutText')}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={stay} data-autofocus>
            {t('staySignedIn')}
          </Button>
          <Button color="red.9" onClick={leave}>
            {t('signOutAnyway')}
          </Button>
        </Group>
      </Modal>
    ),
  };
}
