import type { SessionSnapshot } from '@bellhop/client';
import { useSyncExternalStore } from 'react';
import { useRealtimeContext } from '../provider/realtime-context.js';

/** Who is signed in, and how the session fares. */
export function useSession(): SessionSnapshot {
  const { session } = useRealtimeContext();
  return useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.getSnapshot(),
    () => session.getSnapshot(),
  );
}

/** Whether the server may be asked: not once it is known that nobody is signed in. */
export function useMayRead(): boolean {
  const { session } = useRealtimeContext();
  const mayRead = (): boolean => !['signed-out', 'expired'].includes(session.getSnapshot().state);
  return useSyncExternalStore((listener) => session.subscribe(listener), mayRead, mayRead);
}
