import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
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
  return (
    <AuthPage
      title="Check your mail"
      text={
        <span role="status">
          We sent a mail to <strong>{email}</strong>. {text}
        </span>
      }
      aside={aside}
    >
      <Text size="sm" c="dimmed">
        Nothing after a minute? Check your spam folder, and the address for typing errors.
      </Text>
      <Button variant="default" onClick={onAgain}>
        Correct the address
      </Button>
    </AuthPage>
  );
}
