import { RefusedError } from '@bellhop/react';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { FormProblem } from '../../ui/form-problem.js';
import { Entrance, EntranceLink } from './entrance.js';

const toSignIn = <EntranceLink to="/app">Go to the sign-in page</EntranceLink>;

/** Where a mailed link would have brought its token, and did not: the page was loaded again, or the address typed. */
export function LinkMissing() {
  return (
    <Entrance
      title="Open the link in your mail"
      text="This page works only when it is opened from there. If you have just loaded it again, open the link once more."
      aside={toSignIn}
    />
  );
}

export interface LinkRefusedProps {
  readonly error: Error;
  /** How to come by a new link, in words. */
  readonly advice: string;
  /** The way to a new link. */
  readonly children?: ReactNode;
  readonly onRetry: () => void;
}

/** A link that the server does not take, or could not be asked about. */
export function LinkRefused({ error, advice, children, onRetry }: LinkRefusedProps) {
  const over = error instanceof RefusedError && error.problem.code === 'invalid_link';
  if (!over) {
    return (
      <Entrance title="That did not work" text="The link itself may be good." aside={toSignIn}>
        <FormProblem error={error} />
        <Button onClick={onRetry}>Try again</Button>
      </Entrance>
    );
  }
  return (
    <Entrance
      title="This link no longer works"
      text={`It was used already, is too old, or a newer one has replaced it. ${advice}`}
      aside={toSignIn}
    >
      {children}
    </Entrance>
  );
}
