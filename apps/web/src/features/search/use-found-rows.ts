import type { SearchResult, SearchResults } from '@bellhop/hotel';
import { useConnection } from '@bellhop/react';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from '../../api.js';
import { MAX_TEXT } from '../../ui/address.js';

/** Time without typing after which the server is asked, in milliseconds. */
const TYPING_MS = 150;
/** Of a query; the server refuses shorter ones. */
const SHORTEST = 2;

export interface FoundRows {
  readonly rows: readonly SearchResult[];
  /** `idle`: too little was typed to ask. */
  readonly state: 'idle' | 'asking' | 'found' | 'failed';
}

/** Asks the server for rows; what is typed next cancels the question. */
export function useFoundRows(typed: string): FoundRows {
  const query = typed.trim().replaceAll(/\s+/gu, ' ').slice(0, MAX_TEXT);
  const [q] = useDebouncedValue(query, TYPING_MS);
  const isOffline = useConnection().status === 'offline';
  const isAsked = q.length >= SHORTEST;
  const { data, isError, isFetching, fetchStatus } = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => request<SearchResults>('GET', '/v2/search', { query: { q }, signal }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 5_000,
    gcTime: 60_000,
  });
  if (query.length < SHORTEST || !isAsked) return { rows: [], state: query.length < SHORTEST ? 'idle' : 'asking' };
  if (isError || fetchStatus === 'paused' || (isOffline && !data)) return { rows: [], state: 'failed' };
  return { rows: data?.items ?? [], state: isFetching || q !== query ? 'asking' : 'found' };
}
