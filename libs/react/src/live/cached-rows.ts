import type { VersionedRow } from '@bellhop/client';
import type { QueryClient } from '@tanstack/react-query';
import { liveKeys } from './live-keys.js';
import type { LiveQuery, ViewParameters } from './live-query.js';
import type { RowPages } from './row-pages.js';

/** Returns every row of the cached lists, once each, in the server's last state. */
export function cachedRows<Row extends VersionedRow, View extends ViewParameters>(
  queryClient: QueryClient,
  query: LiveQuery<Row, View>,
): readonly Row[] {
  const lists = queryClient.getQueriesData<RowPages<Row>>({ queryKey: liveKeys.lists(query) });
  const rows = lists.flatMap(([, list]) => list?.pages ?? []).flatMap((page) => page.items);
  return [...new Map(rows.map((row) => [query.idOf(row), row])).values()];
}
