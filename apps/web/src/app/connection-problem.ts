import { useConnection, useSession } from '@bellhop/react';
import { useEffect, useState } from 'react';

/** `expired`: the user has to sign in again. `offline`: the server cannot be reached. */
export type ConnectionProblem = 'expired' | 'offline';

/** How long session refreshes may fail before the page says so, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Returns the problem that keeps the page from working; undefined without one, and when signed out. */
export function useConnectionProblem(): ConnectionProblem | undefined {
  const { state, user, failures } = useSession();
  const { status } = useConnection();
  const isUnanswered = useHasLasted(failures > 0, PATIENCE_MS);
  const [wasOffline, setWasOffline] = useState(false);
  // Reconnecting still counts as offline.
  const isOffline = isUnanswered || status === 'offline' || (status === 'connecting' && wasOffline);
  if (isOffline !== wasOffline) setWasOffline(isOffline);

  if (!user) return undefined;
  return state === 'expired' ? 'expired' : isOffline ? 'offline' : undefined;
}

/** Returns the time of the next attempt, in Unix milliseconds; undefined if none is scheduled. */
export function useNextAttempt(): number | undefined {
  const { nextRetryAt = Infinity } = useSession();
  const { retry } = useConnection();
  const at = Math.min(nextRetryAt, retry?.at ?? Infinity);
  return Number.isFinite(at) ? at : undefined;
}

/** Whether `isSo` has been true for at least `forMs`. */
function useHasLasted(isSo: boolean, forMs: number): boolean {
  const [hasLasted, setHasLasted] = useState(false);
  useEffect(() => {
    if (!isSo) return;
    const timer = setTimeout(() => setHasLasted(true), forMs);
    return () => {
      clearTimeout(timer);
      setHasLasted(false);
    };
  }, [isSo, forMs]);
  return isSo && hasLasted;
}
