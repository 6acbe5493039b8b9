import type { BookingKindName, FinanceSummary } from '@bellhop/hotel';
import { defineLiveAggregate, defineLiveQuery } from '@bellhop/react';
import { accepts, type Booking, type BookingsView } from './filters.js';

export const revenues = defineLiveQuery({
  domain: 'finance',
  name: 'revenues',
  path: '/finance/revenues',
  id: 'revenueId',
  events: { RevenueCreated: 'create', RevenueUpdated: 'put', RevenueDeleted: 'remove' },
  accepts,
  compare: (a, b) => latestFirst(a, b) || b.revenueId.localeCompare(a.revenueId),
});

export const expenses = defineLiveQuery({
  domain: 'finance',
  name: 'expenses',
  path: '/finance/expenses',
  id: 'expenseId',
  events: { ExpenseCreated: 'create', ExpenseUpdated: 'put', ExpenseDeleted: 'remove' },
  accepts,
  compare: (a, b) => latestFirst(a, b) || b.expenseId.localeCompare(a.expenseId),
});

/** Sorts by day, newest first. Within a day callers sort by id, which increases with the time of booking. */
function latestFirst(a: Booking, b: Booking): number {
  return b.occurredOn.localeCompare(a.occurredOn);
}

/** The filters of lists, and the kind of booking. */
export interface SummaryView extends BookingsView {
  readonly kind: BookingKindName | undefined;
}

export const summary = defineLiveAggregate<FinanceSummary, SummaryView>({
  domain: 'finance',
  name: 'summary',
  path: '/finance/summary',
});

/** A past period for comparison. New bookings rarely change it, so it is not refetched after events. */
export const pastSummary = defineLiveAggregate<FinanceSummary, SummaryView>({
  domain: 'finance',
  name: 'past-summary',
  path: '/finance/summary',
  events: [],
});
