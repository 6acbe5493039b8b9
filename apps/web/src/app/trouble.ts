import { useConnection, useSession } from '@bellhop/react';
import { useEffect, useState } from 'react';

/** `expired`: the user has to sign in again. `offline`: the server is out of reach. */
export type Trouble = 'expired' | 'offline';

/** How long the session may go without an answer, in milliseconds, until the page says so. */
const PATIENCE_MS = 5_000;

/** What keeps the page of a signed-in user from working; undefined while nothing does. */
export function useTrouble(): Trouble | undefined {
  const { state, user, failures } = useSession();
  const { status } = useConnection();
  const isUnanswered = useLasting(failures > 0, PATIENCE_MS);
  const [wasOffline, setWasOffline] = useState(false);
  // An attempt that is under way is not yet a connection.
  const isOffline = isUnanswered || status === 'offline' || (status === 'connecting' && wasOffline);
  if (isOffline !== wasOffline) setWasOffline(isOffline);

  if (!user) return undefined;
  return state === 'expired' ? 'expired' : isOffline ? 'offline' : undefined;
}

/** When the next attempt is, in Unix milliseconds. */
export function useNextAttempt(): number | undefined {
  const { nextRetryAt = Infinity } = useSession();
  const { retry } = useConnection();
  const at = Math.min(nextRetryAt, retry?.at ?? Infinity);
  return Number.isFinite(at) ? at : undefined;
}

/** Whether it has been so for at least `forMs`. */
function useLasting(isSo: boolean, forMs: number): boolean {
  const [isLasting, setLasting] = useState(false);
  useEffect(() => {
    if (!isSo) return;
    const timer = setTimeout(() => setLasting(true), forMs);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [isSo, forMs]);
  return isSo && isLasting;
}
