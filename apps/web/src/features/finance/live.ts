import type { Expense, Revenue } from '@bellhop/contracts';
import { creates, type LiveDomain, puts, removes } from '../../live/patching.js';
import { RowSet } from '../../live/row-set.js';

export type Booking = Revenue | Expense;

/** What a list of bookings is filtered by. */
export type BookingsView = { readonly propertyId?: string };

const accepts = (row: Booking, { propertyId }: BookingsView) =>
  propertyId === undefined || row.propertyId === propertyId;

/** Latest day first, and within a day the latest booked first. */
const latestFirst =
  <Row extends Booking>(id: (row: Row) => string) =>
  (a: Row, b: Row) =>
    b.occurredOn.localeCompare(a.occurredOn) || id(b).localeCompare(id(a));

const revenueId = (row: { readonly revenueId: string }) => row.revenueId;
const expenseId = (row: { readonly expenseId: string }) => row.expenseId;

export const revenues = new RowSet<Revenue, BookingsView>({
  domain: 'finance',
  name: 'revenues',
  path: '/finance/revenues',
  id: revenueId,
  accepts,
  compare: latestFirst<Revenue>(revenueId),
});

export const expenses = new RowSet<Expense, BookingsView>({
  domain: 'finance',
  name: 'expenses',
  path: '/finance/expenses',
  id: expenseId,
  accepts,
  compare: latestFirst<Expense>(expenseId),
});

export const SUMMARY_KEY = ['finance', 'summary'] as const;

export const financeLive: LiveDomain<'finance'> = {
  domain: 'finance',
  changes: {
    RevenueCreated: creates(revenues),
    RevenueUpdated: puts(revenues),
    RevenueDeleted: removes(revenues, revenueId),
    ExpenseCreated: creates(expenses),
    ExpenseUpdated: puts(expenses),
    ExpenseDeleted: removes(expenses, expenseId),
  },
  aggregates: [SUMMARY_KEY],
};
