import {
  EXPENSE_CATEGORIES,
  type Expense,
  type ExpenseCategory,
  REVENUE_CATEGORIES,
  type Revenue,
  type RevenueCategory,
} from '@bellhop/contracts';
import type { UnitOfWork } from '@bellhop/realtime';
import type { Tx } from '../../platform/database/database.js';
import type { BookingRow } from './bookings.repository.js';
import { financeDomain } from './finance.events.js';

type Raise = UnitOfWork<Tx>['raise'];
type Place = Pick<BookingRow, 'orgId' | 'propertyId'>;

/** What revenues and expenses do differently: how they look to clients, and the names of their events. */
export interface BookingKind<T> {
  readonly name: BookingRow['kind'];
  readonly categories: readonly string[];
  /** The row as a `GET` gives it. */
  readonly show: (row: BookingRow) => T;
  created(raise: Raise, place: Place, booking: T): void;
  updated(raise: Raise, place: Place, booking: T): void;
  deleted(raise: Raise, place: Place, gone: { readonly bookingId: string; readonly version: number }): void;
}

const showCommon = ({ bookingId: _id, kind: _kind, vendor: _vendor, category: _category, ...row }: BookingRow) => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const at = ({ orgId, propertyId }: Place): Place => ({ orgId, propertyId });

export const revenueKind: BookingKind<Revenue> = {
  name: 'revenue',
  categories: REVENUE_CATEGORIES,
  show: (row) => ({ revenueId: row.bookingId, ...showCommon(row), category: row.category as RevenueCategory }),
  created: (raise, place, payload) => raise(financeDomain, 'RevenueCreated', { ...at(place), payload }),
  updated: (raise, place, payload) => raise(financeDomain, 'RevenueUpdated', { ...at(place), payload }),
  deleted: (raise, place, { bookingId: revenueId, version }) =>
    raise(financeDomain, 'RevenueDeleted', { ...at(place), payload: { revenueId, version } }),
};

export const expenseKind: BookingKind<Expense> = {
  name: 'expense',
  categories: EXPENSE_CATEGORIES,
  show: (row) => ({
    expenseId: row.bookingId,
    ...showCommon(row),
    category: row.category as ExpenseCategory,
    vendor: row.vendor,
  }),
  created: (raise, place, payload) => raise(financeDomain, 'ExpenseCreated', { ...at(place), payload }),
  updated: (raise, place, payload) => raise(financeDomain, 'ExpenseUpdated', { ...at(place), payload }),
  deleted: (raise, place, { bookingId: expenseId, version }) =>
    raise(financeDomain, 'ExpenseDeleted', { ...at(place), payload: { expenseId, version } }),
};
