import { and, eq, gte, lte, type Placeholder, type SQL } from 'drizzle-orm';
import { hasWords, linesOf } from '../../platform/database/text-search.js';
import { invalidField } from '../../platform/http/problem.js';
import { isWithin, type Scope } from '../../platform/tenancy/visible.js';
import type { BookingsExportQuery } from './finance.dto.js';
import { bookings } from './finance.schema.js';

/** What bookings are filtered by. */
export type BookingFilters = Partial<BookingsExportQuery>;

type Value<T> = T | Placeholder;

/** Conditions of the filters that are no equality. The dashboard's `accepts` has the same, for events. */
export const bookingConditions = {
  from: (day: Value<string>) => gte(bookings.occurredOn, day),
  to: (day: Value<string>) => lte(bookings.occurredOn, day),
  minAmountMinor: (amount: Value<number>) => gte(bookings.amountMinor, amount),
  maxAmountMinor: (amount: Value<number>) => lte(bookings.amountMinor, amount),
  q: (text: Value<string>) => hasWords(linesOf(bookings.vendor, bookings.description), text),
};

const EQUALITIES = ['kind', 'category', 'currency', 'createdBy'] as const;

/** Condition for the bookings within the caller's scope that fit the filters. */
export function fits(scope: Scope, filters: BookingFilters): SQL | undefined {
  const conditions = Object.entries(bookingConditions) as [keyof typeof bookingConditions, (value: never) => SQL][];
  return and(
    isWithin(bookings, scope, filters.propertyId),
    ...EQUALITIES.flatMap((name) => (filters[name] === undefined ? [] : [eq(bookings[name], filters[name])])),
    ...conditions.flatMap(([name, condition]) =>
      filters[name] === undefined ? [] : [condition(filters[name] as never)],
    ),
  );
}

/** @throws ProblemException when filters contradict each other */
export function requireSense({ from, to, minAmountMinor, maxAmountMinor, currency }: BookingFilters): void {
  if (from !== undefined && to !== undefined && to < from) throw invalidField('to', 'must not be before `from`');
  if (minAmountMinor === undefined && maxAmountMinor === undefined) return;
  // 1,000 yen and 1,000 cents are no range of amounts.
  if (currency === undefined) throw invalidField('currency', 'is needed with a range of amounts');
  if (minAmountMinor !== undefined && maxAmountMinor !== undefined && maxAmountMinor < minAmountMinor) {
    throw invalidField('maxAmountMinor', 'must not be less than `minAmountMinor`');
  }
}
