import type { ActivityEntry } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { useRealtimeClient } from '@bellhop/react';
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { request } from '../../api.js';
import { withNewest } from './newest.js';

const PAGE_SIZE = 50;
/** A burst of events causes one request in this time, in milliseconds. */
const COLLECT_MS = 400;

/** What the entries are filtered by; as the server takes it. */
export interface ActivityFilter {
  readonly resource?: string | undefined;
  readonly rowId?: string | undefined;
  readonly actorId?: string | undefined;
  readonly propertyId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly q?: string | undefined;
}

type Pages = InfiniteData<Page<ActivityEntry>, string | null>;

const read = (filter: ActivityFilter, after: string | null, signal?: AbortSignal) =>
  request<Page<ActivityEntry>>('GET', '/activity', {
    query: { ...filter, limit: PAGE_SIZE, after: after ?? undefined },
    ...(signal && { signal }),
  });

/**
 * The entries of the activity log, newest first, page by page. Every entry is committed together with an event of its domain, so
 * any event means that there may be new entries: they are read once per burst and put before the others.
 */
export function useActivity(filter: ActivityFilter) {
  const realtime = useRealtimeClient();
  const client = useQueryClient();
  const key = JSON.stringify(filter);
  useEffect(() => {
    const queryKey = ['activity', key];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = async () => {
      const newest = await read(JSON.parse(key) as ActivityFilter, null);
      const pages = client.getQueryData<Pages>(queryKey);
      const joined = pages && withNewest(pages, newest);
      // More entries are new than one page holds.
      if (joined === 'incomplete') await client.invalidateQueries({ queryKey });
      else if (joined) client.setQueryData<Pages>(queryKey, joined);
    };
    const unsubscribe = [
      realtime.onEvent(() => {
        timer ??= setTimeout(() => {
          timer = undefined;
          // The next event, or the reader, tries again.
          refresh().catch(() => undefined);
        }, COLLECT_MS);
      }),
      realtime.onGap(() => void client.invalidateQueries({ queryKey })),
      // The reader may see other rows: none of the entries that are shown or kept may be theirs any more.
      realtime.onAccess(() => void client.resetQueries({ queryKey: ['activity'] })),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of unsubscribe) stop();
    };
  }, [realtime, client, key]);
  return useInfiniteQuery({
    queryKey: ['activity', key],
    queryFn: ({ pageParam, signal }) => read(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<ActivityEntry>) => page.next,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
}
