import { BOOKING_CATEGORIES, BOOKING_KINDS, bookingFields, expenseFields, line, revenueFields } from '@bellhop/hotel';
import { day, oneOf } from '@bellhop/protocol';
import { createBody, filterQuery, optional, pageQuery, updateBody } from '../../platform/http/request-fields.js';

const { propertyId, amountMinor, currency, description, occurredOn, createdBy } = bookingFields;
const booking = { propertyId, amountMinor, currency, description, occurredOn };
/** The default day is the current day at the property. */
const newBooking = { ...booking, occurredOn: optional(occurredOn) };
/** What lists, sums and exports are filtered by. Both days and both amounts are included. */
const filters = {
  propertyId,
  from: day,
  to: day,
  currency,
  minAmountMinor: amountMinor,
  maxAmountMinor: amountMinor,
  createdBy,
  /** Text of the description or the vendor. */
  q: line(100),
};
/** Filters of both kinds together. */
const allFilters = { ...filters, kind: oneOf(...BOOKING_KINDS), category: oneOf(...BOOKING_CATEGORIES) };

const { category } = revenueFields;
export class CreateRevenueDto extends createBody({ ...newBooking, category }) {}
/** Another `propertyId` moves the booking there. */
export class UpdateRevenueDto extends updateBody({ ...booking, category }) {}
export class RevenueListQuery extends pageQuery({ ...filters, category }) {}

const { category: expenseCategory, vendor } = expenseFields;
export class CreateExpenseDto extends createBody({ ...newBooking, category: expenseCategory, vendor }) {}
/** Another `propertyId` moves the booking there. */
export class UpdateExpenseDto extends updateBody({ ...booking, category: expenseCategory, vendor }) {}
export class ExpenseListQuery extends pageQuery({ ...filters, category: expenseCategory }) {}

/** By default `to` is today, and `from` 29 days before it. */
export class FinanceSummaryQuery extends filterQuery(allFilters) {}

export class BookingsExportQuery extends filterQuery(allFilters) {}
