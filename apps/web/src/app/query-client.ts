import { QueryClient } from '@tanstack/react-query';
import { RefusedError } from '../api.js';
import { session } from '../session.js';

const MAX_RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream keeps lists right in between; this bounds what a missed one could cost.
      staleTime: 25_000,
      retry: (failures, error) => failures < MAX_RETRIES && isWorthRetrying(error),
    },
  },
});

/** A refusal stays a refusal, except where the server itself is in trouble. */
function isWorthRetrying(error: Error): boolean {
  return !(error instanceof RefusedError) || error.problem.status >= 500 || error.problem.status === 429;
}

// Nothing that one user read is left for the next one.
let userId = session.getSnapshot().session?.user.userId;
session.subscribe(() => {
  const next = session.getSnapshot().session?.user.userId;
  if (next !== userId) queryClient.clear();
  userId = next;
});
