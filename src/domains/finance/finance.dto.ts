import { bookingFields, expenseFields, revenueFields } from '@bellhop/hotel';
import { day } from '@bellhop/protocol';
import { createBody, filterQuery, optional, pageQuery, updateBody } from '../../platform/http/request-fields.js';

const { propertyId, amountMinor, currency, description, occurredOn } = bookingFields;
const booking = { propertyId, amountMinor, currency, description, occurredOn };
/** The default day is the current day at the property. */
const newBooking = { ...booking, occurredOn: optional(occurredOn) };
/** First and last day. */
const range = { from: day, to: day };

const { category } = revenueFields;
export class CreateRevenueDto extends createBody({ ...newBooking, category }) {}
/** Another `propertyId` moves the booking there. */
export class UpdateRevenueDto extends updateBody({ ...booking, category }) {}
export class RevenueListQuery extends pageQuery({ propertyId, ...range, category }) {}

const { category: expenseCategory, vendor } = expenseFields;
export class CreateExpenseDto extends createBody({ ...newBooking, category: expenseCategory, vendor }) {}
/** Another `propertyId` moves the booking there. */
export class UpdateExpenseDto extends updateBody({ ...booking, category: expenseCategory, vendor }) {}
export class ExpenseListQuery extends pageQuery({ propertyId, ...range, category: expenseCategory }) {}

/** By default `to` is today, and `from` 29 days before it. */
export class FinanceSummaryQuery extends filterQuery({ propertyId, ...range }) {}
