import { RefusedError } from '@bellhop/react';
import { QueryClient } from '@tanstack/react-query';
import { onUserChange } from '../session.js';

const MAX_RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: (failures, error) => failures < MAX_RETRIES && isWorthRetrying(error) } },
});

/** A refusal is final, unless the server has a problem or limits the rate. */
function isWorthRetrying(error: Error): boolean {
  return !(error instanceof RefusedError) || error.problem.status >= 500 || error.problem.status === 429;
}

// The next user must not see the previous one’s data.
onUserChange(() => queryClient.clear());
