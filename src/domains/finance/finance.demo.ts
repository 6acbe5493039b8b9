import { addDays, type ExpenseCategory, type RevenueCategory } from '@bellhop/hotel';
import { demoRow, demoRows } from '../../platform/demo/demo-rows.js';
import type { DemoProperty } from '../../platform/demo/demo-source.js';
import type { Random } from '../../platform/random/random.js';
import { bookings } from './finance.schema.js';

type NewBooking = typeof bookings.$inferInsert;

const DAYS = 90;
/** Occupancy by day, from Sunday to Saturday. */
const WEEK = {
  business: [0.52, 0.78, 0.88, 0.9, 0.82, 0.61, 0.55],
  holiday: [0.66, 0.5, 0.52, 0.58, 0.71, 0.93, 0.97],
} as const;
/** Factor by month, from January to December, relative to an average month. */
const YEAR = {
  business: [0.82, 0.94, 1.02, 1.04, 1.08, 1.06, 0.84, 0.72, 1.1, 1.12, 1.02, 0.8],
  holiday: [0.58, 0.66, 0.78, 0.92, 1.0, 1.08, 1.16, 1.18, 1.06, 0.9, 0.7, 0.82],
} as const;

type Booked = Pick<NewBooking, 'kind' | 'amountMinor' | 'description' | 'vendor'> & {
  readonly category: RevenueCategory | ExpenseCategory;
};

/** Ninety days of revenues and expenses. */
export const financeDemo = demoRows(bookings, (group, random) =>
  group.properties.flatMap((property) =>
    Array.from({ length: DAYS }, (_, index) => addDays(property.today, index + 1 - DAYS)).flatMap((day) =>
      dayOf(property, day, random).map((booked, place) => {
        // Spread over the working day, and never later than now.
        const at = Math.min(Date.parse(`${day}T07:00:00Z`) + place * 5_400_000, group.now - 60_000 * (place + 1));
        const createdBy = random.chance(0.8) ? group.managerId : group.ownerId;
        return {
          ...booked,
          ...demoRow('bookingId', group, at),
          propertyId: property.propertyId,
          currency: property.currency,
          occurredOn: day,
          createdBy,
          updatedBy: createdBy,
        };
      }),
    ),
  ),
);

/** The bookings of one day, in random amounts. */
export function dayOf(
  property: Pick<DemoProperty, 'rooms' | 'rateMinor' | 'guests'>,
  day: string,
  random: Random,
): Booked[] {
  const date = new Date(`${day}T00:00:00Z`);
  const weekday = date.getUTCDay();
  const full = (WEEK[property.guests][weekday] ?? 0.7) * (YEAR[property.guests][date.getUTCMonth()] ?? 1);
  const sold = Math.round(property.rooms * Math.min(full * random.between(0.9, 1.08), 0.99));
  const guests = sold * random.between(1.4, 1.8);
  // All amounts scale with the room rate, which makes them realistic in every currency.
  const unit = property.rateMinor / 100;
  const money = (units: number): number => Math.max(100, Math.round((units * unit) / 10) * 10);

  const taken = (category: RevenueCategory, units: number, description: string): Booked => ({
    kind: 'revenue',
    category,
    amountMinor: money(units),
    description,
  });
  const spent = (category: ExpenseCategory, units: number, vendor: string, description: string): Booked => ({
    kind: 'expense',
    category,
    amountMinor: money(units),
    vendor,
    description,
  });

  return [
    taken('room', sold * random.between(92, 108), `${sold} of ${property.rooms} rooms`),
    taken(
      'food',
      guests * random.between(14, 19),
      random.pick(['Breakfast and dinner', 'Restaurant', 'Restaurant, with terrace']),
    ),
    ...(random.chance(0.8)
      ? [taken('beverage', guests * random.between(4, 7), random.pick(['Bar', 'Rooftop bar', 'Minibars and bar']))]
      : []),
    ...(random.chance(0.35)
      ? [taken('spa', random.between(180, 620), random.pick(['Massages', 'Day passes', 'Treatments']))]
      : []),
    ...(weekday >= 3 && random.chance(0.3)
      ? [
          taken(
            'events',
            random.between(900, 4200),
            random.pick(['Wedding party', 'Conference, two rooms', 'Product launch', 'Anniversary dinner']),
          ),
        ]
      : []),
    ...(random.chance(0.25) ? [taken('parking', random.between(60, 240), 'Garage')] : []),
    ...(weekday === 1
      ? [
          spent(
            'supplies',
            random.between(420, 980),
            random.pick(['Casa & Mesa', 'Hotelaria Norte', 'Grand Supply']),
            'Amenities and minibar stock',
          ),
        ]
      : []),
    ...(weekday === 2 || weekday === 5
      ? [spent('laundry', sold * random.between(7, 10), 'Lavandaria Azul', 'Linen and towels')]
      : []),
    ...(weekday === 3
      ? [spent('energy', property.rooms * random.between(16, 24), 'City Energy', 'Electricity and heating, one week')]
      : []),
    ...(weekday === 4
      ? [spent('commission', sold * random.between(38, 55), 'Travel agencies', 'Commission, one week')]
      : []),
    ...(weekday === 0
      ? [spent('payroll', property.rooms * random.between(190, 230), 'Payroll', 'Wages, one week')]
      : []),
    ...(random.chance(0.12)
      ? [
          spent(
            'maintenance',
            random.between(90, 1400),
            random.pick(['Elevadores Sul', 'ClimaFix', 'Handwerk & Co']),
            random.pick(['Lift inspection', 'Air conditioning, third floor', 'Bathroom tiles', 'Pool pump']),
          ),
        ]
      : []),
    ...(random.chance(0.06)
      ? [
          spent(
            'marketing',
            random.between(250, 900),
            'Studio Lume',
            random.pick(['Autumn campaign', 'Photographs', 'Newsletter']),
          ),
        ]
      : []),
  ];
}
