import type { VersionedRow } from '@bellhop/client';
import { type QueryKey, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { liveKeys } from '../live/live-keys.js';
import type { LiveQuery, ViewParameters } from '../live/live-query.js';
import type { RowReading } from '../live/live-rows.js';
import { useRealtimeContext } from '../provider/realtime-context.js';
import { RefusedError } from '../rest/errors.js';
import { staleTime } from './stale-time.js';
import { useIsConnected } from './use-connection.js';
import { useMayRead } from './use-session.js';

/**
 * `unknown`: not read yet. `deleted`: `by` is the user who did it, if the event named one. `hidden`: the user may no longer
 * see it. `gone`: one or the other, which no event told.
 */
export type WatchedRow<Row> =
  | { readonly state: 'unknown' | 'hidden' | 'gone' }
  | { readonly state: 'current'; readonly row: Row }
  | { readonly state: 'deleted'; readonly by: string | undefined };

const UNKNOWN = { state: 'unknown' } as const;
const HIDDEN = { state: 'hidden' } as const;
const GONE = { state: 'gone' } as const;

/**
 * Watches what happens to one row on the server, without the user's own pending writes: for a form that was filled with it.
 * @param id undefined for a new row, which nobody else knows
 */
export function useWatchedRow<Row extends VersionedRow, View extends ViewParameters>(
  query: LiveQuery<Row, View>,
  id: string | undefined,
): WatchedRow<Row> {
  const { live, queryClient } = useRealtimeContext();
  const { data, error } = useQuery<RowReading<Row>, Error, Row | null, QueryKey>(
    {
      queryKey: liveKeys.row(query, id ?? ''),
      queryFn: ({ signal }) => live.rowsOf(query).readRow(id ?? '', signal),
      staleTime: staleTime(useIsConnected()),
      enabled: useMayRead() && id !== undefined,
      select: rowIn,
    },
    queryClient,
  );
  const end = useEndOf(query, id);
  if (id === undefined) return UNKNOWN;
  if (error instanceof RefusedError && error.problem.status === 403) return HIDDEN;
  if (data) return { state: 'current', row: data };
  if (data === undefined) return UNKNOWN;
  if (end === undefined) return GONE;
  return end === 'rights' ? HIDDEN : { state: 'deleted', by: end.deletedBy };
}

const rowIn = <Row>({ row }: RowReading<Row>): Row | null => row;

/** Returns why a row is gone, as far as events tell: its deletion, or a change of the user's rights. */
function useEndOf<Row extends VersionedRow, View extends ViewParameters>(
  query: LiveQuery<Row, View>,
  id: string | undefined,
): { readonly deletedBy: string | undefined } | 'rights' | undefined {
  const { client } = useRealtimeContext();
  const [end, setEnd] = useState<{ readonly deletedBy: string | undefined } | 'rights'>();
  useEffect(() => {
    const unsubscribe = [
      client.on(query.domain, ({ eventType, payload }) => {
        if (query.effects.get(eventType) !== 'remove') return;
        const fields = payload as Readonly<Record<string, unknown>>;
        if (fields[query.idField] !== id) return;
        const { deletedBy } = fields;
        setEnd({ deletedBy: typeof deletedBy === 'string' ? deletedBy : undefined });
      }),
      client.onAccess(() => setEnd('rights')),
    ];
    return () => {
      for (const stop of unsubscribe) stop();
    };
  }, [client, query, id]);
  return end;
}
