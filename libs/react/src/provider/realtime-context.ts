import type { RealtimeClient, Session } from '@bellhop/client';
import type { QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { LiveCache } from '../live/live-cache.js';
import type { Request } from '../rest/request.js';

export interface RealtimeContextValue {
  readonly session: Session;
  readonly client: RealtimeClient;
  readonly queryClient: QueryClient;
  readonly request: Request;
  readonly live: LiveCache;
}

export const RealtimeContext = createContext<RealtimeContextValue | undefined>(undefined);

/** @throws Error outside of a `RealtimeProvider` */
export function useRealtimeContext(): RealtimeContextValue {
  const value = useContext(RealtimeContext);
  if (!value) throw new Error('Hooks of @bellhop/react belong under a <RealtimeProvider>.');
  return value;
}

/** Returns the provider's client. */
export function useRealtimeClient(): RealtimeClient {
  return useRealtimeContext().client;
}

/** Returns the provider's session, to sign in and out. */
export function useSessionControl(): Session {
  return useRealtimeContext().session;
}

/** Returns the request function of the live queries. */
export function useRequest(): Request {
  return useRealtimeContext().request;
}
