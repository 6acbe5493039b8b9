import { Button, Group, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface SignOutQuestionProps {
  /** How much is not saved. */
  readonly count: number;
  readonly onStay: () => void;
  readonly onLeave: () => void;
}

/** Loaded when it is asked: no page needs it. */
export default function SignOutQuestion({ count, onStay, onLeave }: SignOutQuestionProps) {
  const { t } = useTranslation('ui');
  return (
    <Modal
      opened
      onClose={onStay}
      title={t('notSaved', { count })}
      size="sm"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Text size="sm">{t('signOutText')}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onStay} data-autofocus>
          {t('staySignedIn')}
        </Button>
        <Button color="red.9" onClick={onLeave}>
          {t('signOutAnyway')}
        </Button>
      </Group>
    </Modal>
  );
}
