import { addDays, countDays, isDay } from '@bellhop/hotel';
import { currentLocale } from '../language/locale.js';

/** Returns every day from `from` to `to`, both included. */
export const daysBetween = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(countDays(from, to), 0) }, (_, index) => addDays(from, index));

const STYLES = {
  /** `21 Nov` */
  short: { day: 'numeric', month: 'short' },
  /** `21 Nov 2026` */
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  /** `21/11/2026`, as it is typed. */
  numeric: { day: '2-digit', month: '2-digit', year: 'numeric' },
  /** `Saturday, 21 November 2026` */
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats a day in the user's language. */
export function formatDay(day: string, style: keyof typeof STYLES, locale = currentLocale()): string {
  const key = `${locale} ${style}`;
  let format = formats.get(key);
  if (!format) {
    // The calendar of the server and of every input; some languages prefer another.
    format = new Intl.DateTimeFormat(locale, { ...STYLES[style], calendar: 'gregory', timeZone: 'UTC' });
    formats.set(key, format);
  }
  return format.format(new Date(day));
}

/** Formats a day, with the year unless it is that of `today`. */
export const plainDay = (day: string, today: string): string =>
  formatDay(day, day.slice(0, 4) === today.slice(0, 4) ? 'short' : 'medium');

/** A day in full; other text, such as a day that is not understood, as it is. */
export const dayText = (value: string | null): string => (isDay(value) ? formatDay(value, 'medium') : (value ?? ''));
