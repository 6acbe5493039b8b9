import {
  type Expense,
  type ExpenseCategory,
  expenseSchema,
  type Revenue,
  type RevenueCategory,
  revenueSchema,
} from '@bellhop/hotel';
import { defineResource } from '../../platform/resources/resource.js';
import { bookingConditions } from './bookings.conditions.js';
import {
  UpdateExpenseDto,
  UpdateRevenueDto,
  CreateExpenseDto,
  CreateRevenueDto,
  ExpenseListQuery,
  RevenueListQuery,
} from './finance.dto.js';
import { financeDomain } from './finance.events.js';
import { bookings } from './finance.schema.js';

type BookingRow = typeof bookings.$inferSelect;

/** Both kinds are rows of one table, newest day first, and within a day newest booking first. */
const shared = {
  table: bookings,
  domain: financeDomain,
  id: 'bookingId',
  filters: ['propertyId', 'category', 'currency', 'createdBy'],
  conditions: bookingConditions,
  sortBy: 'occurredOn',
  newestFirst: true,
} as const;

const common = ({ bookingId: _id, kind: _kind, vendor: _vendor, category: _category, ...row }: BookingRow) => row;

export const revenueResource = defineResource('revenue', {
  ...shared,
  schema: revenueSchema,
  create: CreateRevenueDto,
  update: UpdateRevenueDto,
  query: RevenueListQuery,
  fixed: { kind: 'revenue' },
  toResponse: (row): Revenue => ({
    revenueId: row.bookingId,
    ...common(row),
    category: row.category as RevenueCategory,
  }),
});

export const expenseResource = defineResource('expense', {
  ...shared,
  schema: expenseSchema,
  create: CreateExpenseDto,
  update: UpdateExpenseDto,
  query: ExpenseListQuery,
  fixed: { kind: 'expense' },
  toResponse: (row): Expense => ({
    expenseId: row.bookingId,
    ...common(row),
    category: row.category as ExpenseCategory,
    vendor: row.vendor,
  }),
});
