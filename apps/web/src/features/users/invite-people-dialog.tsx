import { useTranslation } from 'react-i18next';
import { InvitePeople } from './invite-people.js';
import { Dialog } from '../../ui/dialog.js';

export default function InvitePeopleDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('onboarding');
  return (
    <Dialog onClose={onClose} title={t('people.title')}>
      <InvitePeople />
    </Dialog>
  );
}
