import type { VersionedRow } from '@bellhop/client';
import { useState } from 'react';
import type { LiveQuery, ViewParameters } from '../live/live-query.js';
import { useRealtimeContext } from '../provider/realtime-context.js';

/** Whether the row was created within 2 s before this component first showed it. Constant while it is mounted. */
export function useArrived<Row extends VersionedRow, View extends ViewParameters>(
  query: LiveQuery<Row, View>,
  row: Row,
): boolean {
  const { live } = useRealtimeContext();
  const [isFresh] = useState(() => live.rowsOf(query).arrivals.isFresh(query.idOf(row)));
  return isFresh;
}
