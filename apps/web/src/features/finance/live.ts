import type { Expense, FinanceSummary, Revenue } from '@bellhop/hotel';
import { defineLiveAggregate, defineLiveQuery } from '@bellhop/react';

export type Booking = Revenue | Expense;

/** What a list of bookings is filtered by. */
export type BookingsView = { readonly propertyId?: string | undefined };

const accepts = (row: Booking, { propertyId }: BookingsView) =>
  propertyId === undefined || row.propertyId === propertyId;

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

/** By the day booked for; within a day the latest booked goes first, which its id tells. */
function latestFirst(a: Booking, b: Booking): number {
  return b.occurredOn.localeCompare(a.occurredOn);
}

/** Both days are counted. */
export interface SummaryView {
  readonly from: string;
  readonly to: string;
  readonly propertyId: string | undefined;
}

export const summary = defineLiveAggregate<FinanceSummary, SummaryView>({
  domain: 'finance',
  name: 'summary',
  path: '/finance/summary',
});

/** Of a period that is over, to compare with: new bookings hardly touch it, so it does not follow every event. */
export const pastSummary = defineLiveAggregate<FinanceSummary, SummaryView>({
  domain: 'finance',
  name: 'past-summary',
  path: '/finance/summary',
  events: [],
});
