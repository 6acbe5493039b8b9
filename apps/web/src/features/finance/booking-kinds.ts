import {
  BOOKING_CATEGORIES,
  type BookingKindName,
  EXPENSE_CATEGORIES,
  REVENUE_CATEGORIES,
  type Expense,
  type Revenue,
} from '@bellhop/hotel';
import type { LiveQuery } from '@bellhop/react';
import { useTranslation } from 'react-i18next';
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

/** Returns the label of a category; a newer server may have more of them. */
export function useCategoryName(): (category: string) => string {
  const { t } = useTranslation('finance');
  return (category) => {
    const known = BOOKING_CATEGORIES.find((name) => name === category);
    return known ? t(`categories.${known}`) : category;
  };
}
