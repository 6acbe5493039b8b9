import type { VersionedRow } from '@bellhop/client';
import {
  hashKey,
  keepPreviousData,
  type QueryKey,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { liveKeys } from '../live/live-keys.js';
import type { LiveQuery, ViewParameters } from '../live/live-query.js';
import { showPending } from '../live/pending-writes.js';
import type { RowPage, RowPages } from '../live/row-pages.js';
import { sameRows, shareRows } from '../live/share-rows.js';
import { useRealtimeContext } from '../provider/realtime-context.js';
import { staleTime } from './stale-time.js';
import { useIsConnected } from './use-connection.js';
import { useMayRead } from './use-session.js';

export interface LiveQueryOptions {
  /** @default true */
  readonly enabled?: boolean;
}

export type LiveQueryResult<Row> = UseInfiniteQueryResult<readonly Row[]> & {
  /** The rows of all pages loaded so far; empty before the first. */
  readonly rows: readonly Row[];
};

const NO_ROWS: readonly never[] = [];

/** A paginated list that keeps itself current. While another view loads, the previous view's rows are shown. */
export function useLiveQuery<Row extends VersionedRow, View extends ViewParameters>(
  query: LiveQuery<Row, View>,
  view: View,
  { enabled = true }: LiveQueryOptions = {},
): LiveQueryResult<Row> {
  const { live, queryClient } = useRealtimeContext();
  const rows = live.rowsOf(query);
  const pending = useSyncExternalStore(rows.pending.subscribe, rows.pending.getSnapshot, rows.pending.getSnapshot);
  // The same view may be a new object at each render.
  const viewHash = hashKey([view]);
  const select = useCallback(
    (list: RowPages<Row>) => {
      const [shownView] = JSON.parse(viewHash) as [View];
      const shown = showPending(list, pending, (row) => query.accepts(row, shownView), query);
      return shown.pages.flatMap((page) => page.items);
    },
    [query, pending, viewHash],
  );
  // Called with lists as they are cached, with the rows selected of them, and, while another view is being read, with a list to
  // be shown until then beside the rows that were selected last.
  const structuralSharing = useCallback(
    (before: unknown, after: unknown) =>
      Array.isArray(after)
        ? sameRows(before as readonly Row[] | undefined, after as readonly Row[])
        : Array.isArray(before)
          ? after
          : shareRows(before as RowPages<Row> | undefined, after as RowPages<Row>, query.idOf),
    [query],
  );
  const result = useInfiniteQuery<RowPage<Row>, Error, readonly Row[], QueryKey, string | null>(
    {
      queryKey: liveKeys.list(query, view),
      queryFn: ({ pageParam, signal }) => rows.readPage(view, pageParam, signal),
      initialPageParam: null,
      getNextPageParam: (page) => page.next,
      placeholderData: keepPreviousData,
      staleTime: staleTime(useIsConnected()),
      enabled: useMayRead() && enabled,
      select,
      structuralSharing,
    },
    queryClient,
  );
  return withRows(result);
}

/**
 * Adds the rows, and reads nothing else: the query library renders a component again for what it has read of the result, and
 * most read neither whether the list is just being read again nor when it was.
 */
function withRows<Row>(result: UseInfiniteQueryResult<readonly Row[]>): LiveQueryResult<Row> {
  const list = {
    get rows() {
      return result.data ?? NO_ROWS;
    },
  };
  for (const key of Object.keys(result))
    Object.defineProperty(list, key, { enumerable: true, get: () => result[key as keyof typeof result] });
  return list as LiveQueryResult<Row>;
}
