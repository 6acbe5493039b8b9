import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { InvitePeople } from './invite-people.js';

export default function InvitePeopleDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['onboarding', 'ui']);
  return (
    <Modal opened onClose={onClose} title={t('people.title')} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <InvitePeople />
    </Modal>
  );
}
