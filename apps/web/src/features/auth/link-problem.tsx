import { RefusedError } from '@bellhop/react';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { FormProblem } from '../../ui/form-problem.js';
import { AuthPage, AuthLink } from './auth-page.js';

const toSignIn = <AuthLink to="/app">Go to the sign-in page</AuthLink>;

/** Shown without a token: the page was reloaded, or its address typed. */
export function LinkMissing() {
  return (
    <AuthPage
      title="Open the link in your mail"
      text="This page only works when opened from that link. If you reloaded it, open the link again."
      aside={toSignIn}
    />
  );
}

export interface LinkRefusedProps {
  readonly error: Error;
  /** Tells the user how to get a new link. */
  readonly advice: string;
  /** A button for a new link. */
  readonly children?: ReactNode;
  readonly onRetry: () => void;
}

/** Shown for a link that the server rejected or could not check. */
export function LinkRefused({ error, advice, children, onRetry }: LinkRefusedProps) {
  const over = error instanceof RefusedError && error.problem.code === 'invalid_link';
  if (!over) {
    return (
      <AuthPage title="Something went wrong" text="The link itself may still be valid." aside={toSignIn}>
        <FormProblem error={error} />
        <Button onClick={onRetry}>Try again</Button>
      </AuthPage>
    );
  }
  return (
    <AuthPage
      title="This link no longer works"
      text={`It has already been used, has expired, or was replaced by a newer one. ${advice}`}
      aside={toSignIn}
    >
      {children}
    </AuthPage>
  );
}
