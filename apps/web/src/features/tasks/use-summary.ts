import type { TasksSummary } from '@bellhop/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from '../../api.js';
import { streamOpened } from '../../live/stream.js';
import { SUMMARY_KEY } from './live.js';

export function useTasksSummary(propertyId: string | undefined) {
  return useQuery({
    queryKey: [...SUMMARY_KEY, { propertyId }],
    queryFn: async ({ signal }) => {
      await streamOpened();
      return request<TasksSummary>('GET', '/tasks/summary', { query: { propertyId }, signal });
    },
    placeholderData: keepPreviousData,
  });
}
