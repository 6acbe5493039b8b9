import type { RealtimeSnapshot } from '@bellhop/client';
import { useSyncExternalStore } from 'react';
import { useRealtimeContext } from '../provider/realtime-context.js';

export interface ConnectionState extends Pick<
  RealtimeSnapshot,
  'status' | 'isLeader' | 'lastEventTime' | 'transport' | 'lag' | 'retry' | 'problem'
> {
  readonly isConnected: boolean;
}

/** State of the realtime connection. Renders on every event: for an indicator, not for a page. */
export function useConnection(): ConnectionState {
  const { status, isLeader, lastEventTime, transport, lag, retry, problem } = useClient((snapshot) => snapshot);
  const isConnected = status === 'connected';
  return { status, isConnected, isLeader, lastEventTime, transport, lag, retry, problem };
}

/** Selects from the client's snapshot; renders when the selected part changes. */
export function useClient<T>(select: (snapshot: RealtimeSnapshot) => T): T {
  const { client } = useRealtimeContext();
  const selected = (): T => select(client.getSnapshot());
  return useSyncExternalStore((listener) => client.subscribe(listener), selected, selected);
}

export const useIsConnected = (): boolean => useClient(({ status }) => status === 'connected');
