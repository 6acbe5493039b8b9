import type { Access } from '@bellhop/protocol';
import type { Query, QueryClient } from '@tanstack/react-query';
import type { RowReading } from './live-rows.js';
import { liveKeys } from './live-keys.js';
import type { RowPages } from './row-pages.js';

/** Reloads visible queries of these domains now, and others when they are next shown. Their data stays until then. */
export function readAnew(queryClient: QueryClient, domains: readonly string[]): void {
  for (const domain of domains) {
    const queryKey = liveKeys.domain(domain);
    // Invalidation does not restart a query's first read, whose response may already be outdated.
    const first = queryClient
      .getQueryCache()
      .findAll({ queryKey, fetchStatus: 'fetching', predicate: ({ state }) => state.data === undefined });
    for (const { queryKey: own, promise } of first)
      void promise?.then(
        () => queryClient.invalidateQueries({ queryKey: own, exact: true }),
        () => undefined, // No data that could be outdated.
      );
    void queryClient.invalidateQueries({ queryKey });
  }
}

/**
 * Drops data that the user may no longer see. For a forbidden domain that is everything: visible queries ask the server
 * and show its response.
 */
export function dropForbidden(queryClient: QueryClient, domains: readonly string[], access: Access): void {
  const { propertyIds } = access;
  for (const domain of domains) {
    const queryKey = liveKeys.domain(domain);
    queryClient.removeQueries({ queryKey, type: 'inactive' });
    if (!access.domains.includes(domain)) void queryClient.resetQueries({ queryKey });
    else if (propertyIds !== 'all') {
      for (const query of queryClient.getQueryCache().findAll({ queryKey })) dropOtherProperties(query, propertyIds);
    }
  }
}

function dropOtherProperties(query: Query, propertyIds: readonly string[]): void {
  const mayBeSeen = (row: object): boolean => {
    const { propertyId } = row as { readonly propertyId?: unknown };
    return typeof propertyId !== 'string' || propertyIds.includes(propertyId);
  };
  const { data } = query.state;
  if (data === undefined) return;
  switch (query.queryKey[2]) {
    case 'list': {
      const { pages, pageParams } = data as RowPages<object>;
      return query.setState({
        data: { pages: pages.map((page) => ({ ...page, items: page.items.filter(mayBeSeen) })), pageParams },
      });
    }
    case 'row': {
      const { row, ...reading } = data as RowReading<object>;
      return query.setState({ data: { ...reading, row: row && mayBeSeen(row) ? row : null } });
    }
    default:
      // An aggregate does not reveal which rows it includes.
      query.reset();
  }
}
