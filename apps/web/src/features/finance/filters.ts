import {
  hasWords,
  isDay,
  BOOKING_CATEGORIES,
  BOOKING_KINDS,
  type BookingKindName,
  EXPENSE_CATEGORIES,
  type Expense,
  type Revenue,
  REVENUE_CATEGORIES,
} from '@bellhop/hotel';
import { isId, readText } from '../../ui/address.js';
import { toMinor } from '../../ui/money.js';
import { lastDays, type Period, before } from './periods.js';

export type Booking = Revenue | Expense;
export type Category = Booking['category'];

const DEFAULT_DAYS = 30;

/** The page's state in its address; each parameter is left out where it has its default. */
export interface FinanceSearch {
  readonly tab?: 'expenses';
  /** The last days. @default 30 */
  readonly days?: 7 | 90;
  /** A range of days instead, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly kind?: BookingKindName;
  readonly category?: Category;
  /** With a range of amounts, in the currency's major unit. */
  readonly currency?: string;
  readonly min?: number;
  readonly max?: number;
  /** Text of the description or the vendor. */
  readonly q?: string;
  /** Id of the user who booked. */
  readonly by?: string;
}

/** What lists, sums, chart and export are filtered by, as the server's query parameters. */
export interface BookingsView {
  readonly propertyId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly category?: Category | undefined;
  readonly currency?: string | undefined;
  readonly minAmountMinor?: number | undefined;
  readonly maxAmountMinor?: number | undefined;
  readonly q?: string | undefined;
  readonly createdBy?: string | undefined;
}

/** Reads the page's state from its address and leaves out what makes no sense. */
export function readFinanceSearch(search: Readonly<Record<string, unknown>>): FinanceSearch {
  const { tab, days, from, to, currency, min, max, by } = search;
  const kind = BOOKING_KINDS.find((known) => known === search['kind']);
  const category = BOOKING_CATEGORIES.find((known) => known === search['category']);
  const q = readText(search['q']);
  const amounts = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) && { currency };
  return {
    ...(tab === 'expenses' && { tab }),
    ...(isDay(from) && isDay(to) && from <= to ? { from, to } : (days === 7 || days === 90) && { days }),
    ...(kind && { kind }),
    ...(category && (!kind || kindsOf(category).includes(kind)) && { category }),
    ...(amounts && isAmount(min) && { ...amounts, min }),
    ...(amounts && isAmount(max) && { ...amounts, max }),
    ...(q !== undefined && { q }),
    ...(isId(by) && { by }),
  };
}

const isAmount = (value: unknown): value is number => typeof value === 'number' && value > 0 && value <= 1e12;

/** Returns the kinds of booking that have a category. */
export function kindsOf(category: Category): readonly BookingKindName[] {
  const has = (categories: readonly Category[]) => categories.includes(category);
  return [
    ...(has(REVENUE_CATEGORIES) ? (['revenue'] as const) : []),
    ...(has(EXPENSE_CATEGORIES) ? (['expense'] as const) : []),
  ];
}

/** Returns the kind of booking that the page is restricted to, if any. */
export function onlyKind({ kind, category }: FinanceSearch): BookingKindName | undefined {
  if (kind || !category) return kind;
  const [only, ...others] = kindsOf(category);
  return others.length > 0 ? undefined : only;
}

/** Returns the days that are shown, and the same number of days before them. @param today the property's */
export function periodOf({ days, from, to }: FinanceSearch, today: string): Period & { previous: Period } {
  const period = from !== undefined && to !== undefined ? { from, to } : lastDays(days ?? DEFAULT_DAYS, today);
  return { ...period, previous: before(period) };
}

/** Returns the filters in an address, within a period. */
export function viewOf(search: FinanceSearch, propertyId: string | undefined, { from, to }: Period): BookingsView {
  const { category, currency, min, max, q, by } = search;
  const minor = (amount: number | undefined) =>
    amount === undefined || currency === undefined ? undefined : toMinor(amount, currency);
  // While one of the two is typed, it may be on the wrong side of the other; the server refuses such a range.
  const isReversed = min !== undefined && max !== undefined && max < min;
  return {
    propertyId,
    from,
    to,
    category,
    currency,
    minAmountMinor: minor(isReversed ? max : min),
    maxAmountMinor: minor(isReversed ? min : max),
    q,
    createdBy: by,
  };
}

/** Whether a booking fits a view, as the server decides it. */
export function accepts(row: Booking, view: BookingsView): boolean {
  const { propertyId, from, to, category, currency, minAmountMinor, maxAmountMinor, q, createdBy } = view;
  const is = (wanted: unknown, value: unknown) => wanted === undefined || wanted === value;
  return (
    is(propertyId, row.propertyId) &&
    is(category, row.category) &&
    is(currency, row.currency) &&
    is(createdBy, row.createdBy) &&
    (from === undefined || row.occurredOn >= from) &&
    (to === undefined || row.occurredOn <= to) &&
    (minAmountMinor === undefined || row.amountMinor >= minAmountMinor) &&
    (maxAmountMinor === undefined || row.amountMinor <= maxAmountMinor) &&
    (q === undefined || hasWords(['vendor' in row ? row.vendor : null, row.description], q))
  );
}

/** Returns the number of filters beside the period and the property. */
export const countFilters = ({ kind, category, min, max, q, by }: FinanceSearch): number =>
  [kind, category, min ?? max, q, by].filter((filter) => filter !== undefined).length;
