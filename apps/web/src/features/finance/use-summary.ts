import type { FinanceSummary } from '@bellhop/contracts';
import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import { request } from '../../api.js';
import { streamOpened } from '../../live/stream.js';
import { addDays, today } from '../../ui/days.js';
import { SUMMARY_KEY } from './live.js';

const PAST_SUMMARY_KEY = ['finance', 'past-summary'] as const;

/** Both days are counted. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The last `days` days, today included, and as many before them. */
export function lastDays(days: number): { current: Period; previous: Period } {
  const to = today();
  const from = addDays(to, 1 - days);
  return { current: { from, to }, previous: { from: addDays(from, -days), to: addDays(from, -1) } };
}

/** Follows events. */
export function useFinanceSummary(period: Period, propertyId: string | undefined) {
  return useSummary(SUMMARY_KEY, period, propertyId);
}

/** A period that is over, to compare with: new bookings hardly touch it, so it does not follow every event. */
export function usePastSummary(period: Period, propertyId: string | undefined) {
  return useSummary(PAST_SUMMARY_KEY, period, propertyId);
}

function useSummary(key: QueryKey, { from, to }: Period, propertyId: string | undefined) {
  return useQuery({
    queryKey: [...key, { from, to, propertyId }],
    queryFn: async ({ signal }) => {
      await streamOpened();
      return request<FinanceSummary>('GET', '/finance/summary', { query: { from, to, propertyId }, signal });
    },
    placeholderData: keepPreviousData,
  });
}
