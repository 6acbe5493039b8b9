import type { RealtimeSnapshot } from '@bellhop/client';
import { useSyncExternalStore } from 'react';
import { useRealtimeContext } from '../provider/realtime-context.js';

export interface ConnectionState extends Pick<
  RealtimeSnapshot,
  'status' | 'isLeader' | 'lastEventTime' | 'transport' | 'lag' | 'retry' | 'problem'
> {
  readonly isConnected: boolean;
}

/** How this tab hears of what happens. Renders with every event: for an indicator, not for a page. */
export function useConnection(): ConnectionState {
  const { status, isLeader, lastEventTime, transport, lag, retry, problem } = useClient((snapshot) => snapshot);
  const isConnected = status === 'connected';
  return { status, isConnected, isLeader, lastEventTime, transport, lag, retry, problem };
}

/** Part of the client's snapshot; renders when that part changes. */
export function useClient<T>(select: (snapshot: RealtimeSnapshot) => T): T {
  const { client } = useRealtimeContext();
  const selected = (): T => select(client.getSnapshot());
  return useSyncExternalStore((listener) => client.subscribe(listener), selected, selected);
}

export const useIsConnected = (): boolean => useClient(({ status }) => status === 'connected');
