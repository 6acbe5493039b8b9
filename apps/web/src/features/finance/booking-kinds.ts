import {
  type BookingKindName,
  EXPENSE_CATEGORIES,
  REVENUE_CATEGORIES,
  type Expense,
  type Revenue,
} from '@bellhop/hotel';
import type { LiveQuery } from '@bellhop/react';
import { valueName } from '../../ui/row-words.js';
import type { Booking, BookingsView } from './filters.js';
import { expenses, revenues } from './live.js';

/** The differences between revenues and expenses. */
export interface BookingKind<Row extends Booking> {
  readonly noun: BookingKindName;
  readonly rows: LiveQuery<Row, BookingsView>;
  readonly categories: readonly Row['category'][];
}

export const REVENUE: BookingKind<Revenue> = { noun: 'revenue', rows: revenues, categories: REVENUE_CATEGORIES };
export const EXPENSE: BookingKind<Expense> = { noun: 'expense', rows: expenses, categories: EXPENSE_CATEGORIES };

/** Returns the label of a category of either kind. */
export const categoryName = (category: string): string =>
  valueName(REVENUE_CATEGORIES.some((name) => name === category) ? 'revenue' : 'expense', 'category', category);
