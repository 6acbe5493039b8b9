import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Entrance } from './entrance.js';

export interface MailSentProps {
  readonly email: string;
  /** What to do with the mail. */
  readonly text: string;
  readonly aside: ReactNode;
  readonly onAgain: () => void;
}

/** The server never says whether an address has an account, and neither does this. */
export function MailSent({ email, text, aside, onAgain }: MailSentProps) {
  return (
    <Entrance
      title="Look into your mail"
      text={
        <span role="status">
          We have written to <strong>{email}</strong>. {text}
        </span>
      }
      aside={aside}
    >
      <Text size="sm" c="dimmed">
        Nothing there after a minute? It may be among the unwanted mail, or the address may have a slip in it.
      </Text>
      <Button variant="default" onClick={onAgain}>
        Correct the address
      </Button>
    </Entrance>
  );
}
