import type { VersionedRow } from '@bellhop/client';
import { useEffect, useRef } from 'react';
import type { LiveQuery, ViewParameters } from '../live/live-query.js';
import type { Pending, PendingWrite } from '../live/pending-writes.js';
import { useRealtimeContext } from '../provider/realtime-context.js';

/** A write that nobody has sent yet. */
export interface HeldWrite<Row extends VersionedRow> {
  readonly id: string;
  readonly write: PendingWrite<Row>;
}

/** Shows writes as if they had happened, in the order given, for as long as they are given: they wait to be sent. */
export function useHeldWrites<Row extends VersionedRow, View extends ViewParameters>(
  query: LiveQuery<Row, View>,
  writes: readonly HeldWrite<Row>[],
): void {
  const { live } = useRealtimeContext();
  const shown = useRef(new Map<string, Pending>());
  useEffect(() => {
    const { pending } = live.rowsOf(query);
    const given = new Set(writes.map(({ id }) => id));
    for (const { id, write } of writes) if (!shown.current.has(id)) shown.current.set(id, pending.begin(write));
    for (const [id, one] of shown.current) {
      if (given.has(id)) continue;
      one.end();
      shown.current.delete(id);
    }
  }, [live, query, writes]);
  useEffect(() => {
    const { current } = shown;
    return () => {
      for (const one of current.values()) one.end();
      current.clear();
    };
  }, [live, query]);
}
