import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCurrentUser } from '../../session.js';

/** A warning on pages that start another session. */
export function SignedInAlready() {
  const { t } = useTranslation('auth');
  const user = useCurrentUser();
  if (!user) return null;
  return <Alert color="brass">{t('signedInAs', { name: user.name, org: user.orgName })}</Alert>;
}
