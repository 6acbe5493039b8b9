import { day, integer, list, nullable, object, oneOf, type Static, text, uuid } from '@bellhop/protocol';
import { currency, line } from './fields.js';
import { deleted, rowFields } from './row.js';

/** Ten billion, in a currency with cents: more than any hotel books at once. */
const MAX_AMOUNT_MINOR = 1_000_000_000_000;

export const REVENUE_CATEGORIES = ['room', 'food', 'beverage', 'spa', 'events', 'parking', 'other'] as const;
export type RevenueCategory = (typeof REVENUE_CATEGORIES)[number];

export const EXPENSE_CATEGORIES = [
  'payroll',
  'supplies',
  'energy',
  'maintenance',
  'laundry',
  'marketing',
  'commission',
  'other',
] as const;
export type ExpenseCategory = (typeof EXPENSE_CATEGORIES)[number];

export const BOOKING_CATEGORIES = [...new Set([...REVENUE_CATEGORIES, ...EXPENSE_CATEGORIES])];

export const BOOKING_KINDS = ['revenue', 'expense'] as const;
export type BookingKindName = (typeof BOOKING_KINDS)[number];

/** Fields common to revenues and expenses. */
export const bookingFields = {
  ...rowFields,
  propertyId: uuid,
  /** In the currency's minor unit (cents), always positive. */
  amountMinor: integer(1, MAX_AMOUNT_MINOR),
  currency,
  description: nullable(text(500)),
  occurredOn: day,
  createdBy: uuid,
} as const;

export const revenueFields = {
  revenueId: uuid,
  ...bookingFields,
  category: oneOf(...REVENUE_CATEGORIES),
} as const;

export const expenseFields = {
  expenseId: uuid,
  ...bookingFields,
  category: oneOf(...EXPENSE_CATEGORIES),
  vendor: nullable(line(200, 0)),
} as const;

export const revenueSchema = object(revenueFields);
export const expenseSchema = object(expenseFields);

export type Revenue = Static<typeof revenueSchema>;
export type Expense = Static<typeof expenseSchema>;

export const financeEvents = {
  RevenueCreated: revenueSchema,
  RevenueUpdated: revenueSchema,
  RevenueDeleted: deleted('revenueId'),
  ExpenseCreated: expenseSchema,
  ExpenseUpdated: expenseSchema,
  ExpenseDeleted: deleted('expenseId'),
} as const;

const categorySumSchema = object({ currency, category: text(30), amountMinor: integer(0) });

export type CategorySum = Static<typeof categorySumSchema>;

const sumsOfBookings = { revenueMinor: integer(0), expenseMinor: integer(0) } as const;

export const financeSummarySchema = object({
  /** First and last day of the range, both included. */
  from: day,
  to: day,
  /** Number of bookings in all currencies. */
  bookings: object({ revenues: integer(0), expenses: integer(0) }),
  totals: list(object({ currency, ...sumsOfBookings, profitMinor: integer(Number.MIN_SAFE_INTEGER) })),
  revenueByCategory: list(categorySumSchema),
  expenseByCategory: list(categorySumSchema),
  /** Days without a booking are omitted. */
  byDay: list(object({ day, currency, ...sumsOfBookings })),
});

/** `GET /finance/summary`: sums per currency, never across currencies. */
export type FinanceSummary = Static<typeof financeSummarySchema>;
