import {
  EXPENSE_CATEGORIES,
  REVENUE_CATEGORIES,
  type Expense,
  type ExpenseCategory,
  type Revenue,
  type RevenueCategory,
} from '@bellhop/hotel';
import type { LiveQuery } from '@bellhop/react';
import { type Booking, type BookingsView, expenses, revenues } from './live.js';

/** The differences between revenues and expenses. */
export interface BookingKind<Row extends Booking> {
  readonly noun: 'revenue' | 'expense';
  readonly rows: LiveQuery<Row, BookingsView>;
  readonly categories: readonly Row['category'][];
}

export const REVENUE: BookingKind<Revenue> = { noun: 'revenue', rows: revenues, categories: REVENUE_CATEGORIES };
export const EXPENSE: BookingKind<Expense> = { noun: 'expense', rows: expenses, categories: EXPENSE_CATEGORIES };

const CATEGORY_NAMES: Readonly<Record<RevenueCategory | ExpenseCategory, string>> = {
  room: 'Rooms',
  food: 'Food',
  beverage: 'Beverage',
  spa: 'Spa',
  events: 'Events',
  parking: 'Parking',
  payroll: 'Payroll',
  supplies: 'Supplies',
  energy: 'Energy',
  maintenance: 'Maintenance',
  laundry: 'Laundry',
  marketing: 'Marketing',
  commission: 'Commission',
  other: 'Other',
};

/** Returns the label of a category; a newer server may have more of them. */
export const categoryName = (category: string): string =>
  (CATEGORY_NAMES as Readonly<Record<string, string>>)[category] ?? category;
