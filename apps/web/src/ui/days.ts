import { currentLocale } from '../language/locale.js';

const DAY_MS = 86_400_000;

const calendars = new Map<string, Intl.DateTimeFormat>();

/** Returns the day (`YYYY-MM-DD`) at an instant (Unix ms) in an IANA time zone. */
export function dayOf(instant: number, timeZone: string): string {
  let calendar = calendars.get(timeZone);
  if (!calendar) {
    // The Canadian locale formats dates as ISO 8601.
    calendar = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    calendars.set(timeZone, calendar);
  }
  return calendar.format(instant);
}

/** Returns the current day in a time zone. */
export const todayAt = (timeZone: string, now: number): string => dayOf(now, timeZone);

// Days are counted in UTC, whose days all have 24 hours.
const instantOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export const addDays = (day: string, days: number): string =>
  new Date(instantOf(day) + days * DAY_MS).toISOString().slice(0, 10);

/** Returns the number of days from `from` to `to`, both included. */
export const countDays = (from: string, to: string): number => (instantOf(to) - instantOf(from)) / DAY_MS + 1;

/** Returns every day from `from` to `to`, both included. */
export const daysBetween = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(countDays(from, to), 0) }, (_, index) => addDays(from, index));

/** Whether `text` is a calendar day from 1900 to 2199, as the server accepts them. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = instantOf(text);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

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
  return format.format(instantOf(day));
}

/** Formats a day, with the year unless it is that of `today`. */
export const plainDay = (day: string, today: string): string =>
  formatDay(day, day.slice(0, 4) === today.slice(0, 4) ? 'short' : 'medium');

/** A day in full; other text, such as a day that is not understood, as it is. */
export const dayText = (value: string | null): string => (isDay(value) ? formatDay(value, 'medium') : (value ?? ''));
