import type { SessionSnapshot } from '@bellhop/client';
import { useSyncExternalStore } from 'react';
import { useRealtimeContext } from '../provider/realtime-context.js';

/** The signed-in user and the state of the session. */
export function useSession(): SessionSnapshot {
  const { session } = useRealtimeContext();
  return useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.getSnapshot(),
    () => session.getSnapshot(),
  );
}

/** Whether requests make sense: false once it is known that no user is signed in. */
export function useMayRead(): boolean {
  const { session } = useRealtimeContext();
  const mayRead = (): boolean => !['signed-out', 'expired'].includes(session.getSnapshot().state);
  return useSyncExternalStore((listener) => session.subscribe(listener), mayRead, mayRead);
}
