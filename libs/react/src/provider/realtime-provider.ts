import { browserEnvironment, type RealtimeClient, type Session } from '@bellhop/client';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createElement, type ReactNode, useEffect, useMemo } from 'react';
import type { LiveEnvironment } from '../environment/live-environment.js';
import { LiveCache } from '../live/live-cache.js';
import { type Request, restRequest } from '../rest/request.js';
import { RealtimeContext, type RealtimeContextValue } from './realtime-context.js';

export interface RealtimeProviderProps {
  /** The session. The application starts and stops it, because it outlives this tree. */
  readonly session: Session;
  /** Started and stopped with the tree. */
  readonly client: RealtimeClient;
  /** @default that of the nearest `QueryClientProvider` */
  readonly queryClient?: QueryClient;
  /**
   * Sends requests of live queries and commands.
   * @default `restRequest(session, environment)`
   */
  readonly request?: Request;
  /** @default browserEnvironment() */
  readonly environment?: LiveEnvironment;
  readonly children?: ReactNode;
}

/** Provides live data to its children. Pass the same session and client at each render. */
export function RealtimeProvider(props: RealtimeProviderProps): ReactNode {
  const { session, client, request: ownRequest, environment: ownEnvironment, children } = props;
  const queryClient = useQueryClient(props.queryClient);
  const value = useMemo((): RealtimeContextValue => {
    const environment = ownEnvironment ?? browserEnvironment();
    const request = ownRequest ?? restRequest(session, environment);
    const live = new LiveCache({ session, client, queryClient, environment, request });
    return { session, client, queryClient, request, live };
  }, [session, client, queryClient, ownRequest, ownEnvironment]);

  useEffect(() => {
    const stop = value.live.start();
    value.client.start();
    return () => {
      value.client.stop();
      stop();
    };
  }, [value]);

  return createElement(RealtimeContext, { value }, children);
}
