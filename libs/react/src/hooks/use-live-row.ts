import type { VersionedRow } from '@bellhop/client';
import { type QueryKey, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { liveKeys } from '../live/live-keys.js';
import type { LiveQuery, ViewParameters } from '../live/live-query.js';
import type { RowReading } from '../live/live-rows.js';
import { pendingState } from '../live/pending-writes.js';
import { useRealtimeContext } from '../provider/realtime-context.js';
import { staleTime } from './stale-time.js';
import { useIsConnected } from './use-connection.js';
import type { LiveQueryOptions } from './use-live-query.js';
import { useMayRead } from './use-session.js';

/** A single row that keeps itself current; null once it is deleted. Until it has loaded, a list's copy is shown. */
export function useLiveRow<Row extends VersionedRow, View extends ViewParameters>(
  query: LiveQuery<Row, View>,
  id: string,
  { enabled = true }: LiveQueryOptions = {},
): UseQueryResult<Row | null> {
  const { live, queryClient } = useRealtimeContext();
  const rows = live.rowsOf(query);
  const pending = useSyncExternalStore(rows.pending.subscribe, rows.pending.getSnapshot, rows.pending.getSnapshot);
  const select = useCallback(({ row }: RowReading<Row>) => pendingState(row, id, pending), [id, pending]);
  return useQuery<RowReading<Row>, Error, Row | null, QueryKey>(
    {
      queryKey: liveKeys.row(query, id),
      queryFn: ({ signal }) => rows.readRow(id, signal),
      placeholderData: () => {
        const row = rows.cached().find((cached) => query.idOf(cached) === id);
        return row && { row, moment: 0 };
      },
      staleTime: staleTime(useIsConnected()),
      enabled: useMayRead() && enabled,
      select,
    },
    queryClient,
  );
}
