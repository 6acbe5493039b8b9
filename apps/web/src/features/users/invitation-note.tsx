import type { User } from '@bellhop/hotel';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { perLocale } from '../../language/locale.js';
import { useAtMinute } from '../../ui/minutes.js';
import { invitationState, relativeTo } from './invitation-state.js';

const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

/** When an invitation was sent and ends, or why it cannot be accepted. */
export function InvitationNote({ user }: { readonly user: User }) {
  const { t } = useTranslation('users');
  const kind = useAtMinute((now) => invitationState(user, now)?.kind ?? '');
  const text = useAtMinute((now) => {
    const state = invitationState(user, now);
    if (!state) return '';
    const when = (at: number) => relativeTo(at, now, relative());
    if (state.kind === 'refused') return t('invitation.refused');
    if (state.kind === 'ended') return t('invitation.ended', { ended: when(state.at) });
    return t('invitation.open', { sent: when(state.sentAt), ends: when(state.endsAt) });
  });
  if (text === '') return null;
  return (
    <Text size="xs" c={kind === 'open' ? 'dimmed' : 'var(--mantine-color-error)'}>
      {text}
    </Text>
  );
}
