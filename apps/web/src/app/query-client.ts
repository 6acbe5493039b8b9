import { RefusedError } from '@bellhop/react';
import { QueryClient } from '@tanstack/react-query';
import { session } from '../session.js';

const MAX_RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: (failures, error) => failures < MAX_RETRIES && isWorthRetrying(error) } },
});

/** A refusal stays a refusal, except where the server itself is in trouble. */
function isWorthRetrying(error: Error): boolean {
  return !(error instanceof RefusedError) || error.problem.status >= 500 || error.problem.status === 429;
}

// Nothing that one user read is left for the next one.
let userId = session.getSnapshot().user?.userId;
session.subscribe(() => {
  const next = session.getSnapshot().user?.userId;
  if (userId !== undefined && next !== userId) queryClient.clear();
  userId = next;
});
