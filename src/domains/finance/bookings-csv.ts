import { minorDigits } from '@bellhop/hotel';
import type { NamedBooking } from './bookings.repository.js';

export const CSV_HEADER = [
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
];

/** One row of the export. The amount is a plain decimal, which spreadsheets of any language can be told to read. */
export const cellsOf = (booking: NamedBooking): readonly string[] => [
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
];

/** `12500`, `EUR` → `125.00`. */
export function decimal(amountMinor: number, currency: string): string {
  const places = minorDigits(currency);
  const text = String(amountMinor).padStart(places + 1, '0');
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}
