import {
  EXPENSE_CATEGORIES,
  type Expense,
  type ExpenseCategory,
  REVENUE_CATEGORIES,
  type Revenue,
  type RevenueCategory,
} from '@bellhop/hotel';
import type { DomainEvent } from '@bellhop/realtime';
import type { BookingRow } from './bookings.repository.js';
import { financeDomain } from './finance.events.js';

/** What revenues and expenses do differently: how they look to clients, and the names of their events. */
export interface BookingKind<T> {
  readonly name: BookingRow['kind'];
  readonly categories: readonly string[];
  /** The row as a `GET` gives it. */
  readonly show: (row: BookingRow) => T;
  readonly created: (row: BookingRow) => DomainEvent;
  readonly updated: (row: BookingRow) => DomainEvent;
  readonly deleted: (row: BookingRow) => DomainEvent;
}

const showCommon = ({ bookingId: _id, kind: _kind, vendor: _vendor, category: _category, ...row }: BookingRow) => ({
  ...row,
});

const at = <P>({ orgId, propertyId }: BookingRow, payload: P) => ({ orgId, propertyId, payload });

const showRevenue = (row: BookingRow): Revenue => ({
  revenueId: row.bookingId,
  ...showCommon(row),
  category: row.category as RevenueCategory,
});

const showExpense = (row: BookingRow): Expense => ({
  expenseId: row.bookingId,
  ...showCommon(row),
  category: row.category as ExpenseCategory,
  vendor: row.vendor,
});

export const revenueKind: BookingKind<Revenue> = {
  name: 'revenue',
  categories: REVENUE_CATEGORIES,
  show: showRevenue,
  created: (row) => financeDomain.event('RevenueCreated', at(row, showRevenue(row))),
  updated: (row) => financeDomain.event('RevenueUpdated', at(row, showRevenue(row))),
  deleted: (row) =>
    financeDomain.event('RevenueDeleted', at(row, { revenueId: row.bookingId, version: row.version + 1 })),
};

export const expenseKind: BookingKind<Expense> = {
  name: 'expense',
  categories: EXPENSE_CATEGORIES,
  show: showExpense,
  created: (row) => financeDomain.event('ExpenseCreated', at(row, showExpense(row))),
  updated: (row) => financeDomain.event('ExpenseUpdated', at(row, showExpense(row))),
  deleted: (row) =>
    financeDomain.event('ExpenseDeleted', at(row, { expenseId: row.bookingId, version: row.version + 1 })),
};
