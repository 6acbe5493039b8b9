import { addDays, minorDigits, type ExpenseCategory, type RevenueCategory } from '@bellhop/hotel';
import { Random } from '../../platform/random/random.js';
import { type SampleProperty, sampleRowsOf } from '../../platform/onboarding/sample-sources.js';
import { BookingsService } from './bookings.service.js';
import { dayOf } from './finance.demo.js';

const DAYS = 30;
const SEED = 20_261_123;
/** A night in euros, and roughly how many of a currency are one euro: a room for 140 yen would look like a mistake. */
const NIGHT = 140;
const PER_EURO: Readonly<Record<string, number>> = {
  ...{ AED: 4, ARS: 1_500, AUD: 2, BRL: 6, CLP: 1_100, CNY: 8, COP: 4_500, CZK: 25, DKK: 7, EGP: 55, HKD: 9, HUF: 390 },
  ...{ IDR: 19_000, ILS: 4, INR: 100, ISK: 145, JPY: 175, KES: 150, KRW: 1_650, MAD: 11, MXN: 21, MYR: 5, NGN: 1_700 },
  ...{
    NOK: 12,
    PHP: 66,
    PLN: 4,
    RSD: 117,
    SEK: 11,
    THB: 38,
    TRY: 48,
    TWD: 36,
    UAH: 48,
    VND: 30_000,
    XPF: 119,
    ZAR: 20,
  },
};
/** Within these, sums stay far below the largest amount. */
const [FEWEST_ROOMS, MOST_ROOMS] = [10, 300];

/** The same bookings for both kinds of row, whose sums belong together. */
const bookingsFor = ({ propertyId, currency, rooms, today }: SampleProperty) => {
  const random = new Random(SEED);
  const rateMinor = Math.round(NIGHT * (PER_EURO[currency] ?? 1) * 10 ** minorDigits(currency));
  const hotel = { rateMinor, rooms: Math.min(Math.max(rooms, FEWEST_ROOMS), MOST_ROOMS), guests: 'holiday' as const };
  return Array.from({ length: DAYS }, (_, index) => addDays(today, index + 1 - DAYS)).flatMap((occurredOn) =>
    dayOf(hotel, occurredOn, random).map((booked) => ({ ...booked, propertyId, currency, occurredOn })),
  );
};

/** Thirty days of revenues to try the page with. */
export const revenuesSample = sampleRowsOf({
  kind: 'revenue',
  service: BookingsService,
  rowsOf: ({ revenues }) => revenues,
  idOf: ({ revenueId }) => revenueId,
  inputs: (property) =>
    bookingsFor(property)
      .filter(({ kind }) => kind === 'revenue')
      .map(({ kind: _, vendor: _none, description = null, category, ...booking }) => ({
        ...{ ...booking, description, category: category as RevenueCategory },
      })),
});

/** Thirty days of expenses. */
export const expensesSample = sampleRowsOf({
  kind: 'expense',
  service: BookingsService,
  rowsOf: ({ expenses }) => expenses,
  idOf: ({ expenseId }) => expenseId,
  inputs: (property) =>
    bookingsFor(property)
      .filter(({ kind }) => kind === 'expense')
      .map(({ kind: _, description = null, vendor = null, category, ...booking }) => ({
        ...{ ...booking, description, vendor, category: category as ExpenseCategory },
      })),
});
