import { minorDigits } from '@bellhop/hotel';
import { csvLine } from '../../platform/http/csv.js';
import type { NamedBooking } from './bookings.repository.js';

export const CSV_HEADER = csvLine([
  'Date',
  'Kind',
  'Property',
  'Category',
  'Vendor',
  'Description',
  'Amount',
  'Currency',
  'Booked by',
  'Booked at',
  'Booking',
]);

/** One line of the export. The amount is a plain decimal, which spreadsheets of any language can be told to read. */
export const csvLineOf = (booking: NamedBooking): string =>
  csvLine([
    booking.occurredOn,
    booking.kind,
    booking.property,
    booking.category,
    booking.vendor ?? '',
    booking.description ?? '',
    decimal(booking.amountMinor, booking.currency),
    booking.currency,
    booking.bookedBy,
    booking.createdAt,
    booking.bookingId,
  ]);

/** `12500`, `EUR` → `125.00`. */
export function decimal(amountMinor: number, currency: string): string {
  const places = minorDigits(currency);
  const text = String(amountMinor).padStart(places + 1, '0');
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}
