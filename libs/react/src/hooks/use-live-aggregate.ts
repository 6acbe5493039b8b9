import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { LiveAggregate } from '../live/live-aggregate.js';
import { liveKeys } from '../live/live-keys.js';
import type { ViewParameters } from '../live/live-query.js';
import { useRealtimeContext } from '../provider/realtime-context.js';
import { staleTime } from './stale-time.js';
import { useIsConnected } from './use-connection.js';
import type { LiveQueryOptions } from './use-live-query.js';
import { useMayRead } from './use-session.js';

/** A value computed by the server, refetched 500 to 1,500 ms after an event that changes it, at most once a second. */
export function useLiveAggregate<Data, View extends ViewParameters>(
  aggregate: LiveAggregate<Data, View>,
  view: View,
  { enabled = true }: LiveQueryOptions = {},
): UseQueryResult<Data> {
  const { live, queryClient, client, request } = useRealtimeContext();
  useEffect(() => live.follow(aggregate), [live, aggregate]);
  return useQuery<Data>(
    {
      queryKey: liveKeys.aggregate(aggregate, view),
      queryFn: async ({ signal }) => {
        const { body, cursor } = await request<Data>('GET', aggregate.path, { query: aggregate.toQuery(view), signal });
        if (cursor !== undefined) client.beginAt(cursor);
        return body;
      },
      placeholderData: keepPreviousData,
      staleTime: staleTime(useIsConnected()),
      enabled: useMayRead() && enabled,
    },
    queryClient,
  );
}
