import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.js';

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
    <Dialog onClose={onStay} title={t('notSaved', { count })} size="sm">
      <Text size="sm">{t('signOutText')}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onStay} data-autofocus>
          {t('staySignedIn')}
        </Button>
        <Button color="red.9" onClick={onLeave}>
          {t('signOutAnyway')}
        </Button>
      </Group>
    </Dialog>
  );
}
