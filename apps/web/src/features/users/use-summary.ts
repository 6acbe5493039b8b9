import type { UsersSummary } from '@bellhop/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from '../../api.js';
import { SUMMARY_KEY } from './live.js';

export function useUsersSummary(propertyId: string | undefined) {
  return useQuery({
    queryKey: [...SUMMARY_KEY, { propertyId }],
    queryFn: ({ signal }) => request<UsersSummary>('GET', '/users/summary', { query: { propertyId }, signal }),
    placeholderData: keepPreviousData,
  });
}
