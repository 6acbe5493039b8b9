import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { AuthPage } from './auth-page.js';

export interface MailSentProps {
  readonly email: string;
  /** Tells the user what to do with the mail. */
  readonly text: string;
  readonly aside: ReactNode;
  readonly onAgain: () => void;
}

/** Shown whether or not the address has an account: the server does not reveal that either. */
export function MailSent({ email, text, aside, onAgain }: MailSentProps) {
  const { t } = useTranslation('auth');
  return (
    <AuthPage
      title={t('mailSent.title')}
      text={
        <span role="status">
          <Trans t={t} i18nKey="mailSent.sent" values={{ email }} components={{ strong: <strong /> }} /> {text}
        </span>
      }
      aside={aside}
    >
      <Text size="sm" c="dimmed">
        {t('mailSent.nothing')}
      </Text>
      <Button variant="default" onClick={onAgain}>
        {t('mailSent.correct')}
      </Button>
    </AuthPage>
  );
}
