const DAY_MS = 86_400_000;
/** The first of January 1970, from which days are counted. */
const THURSDAY = 3;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Returns the zone itself, or UTC if this computer does not know it: zones are renamed and added, and a tablet that is a few
 * years old must still show the properties in them.
 */
export function zoneKnownHere(timezone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return timezone;
  } catch {
    return 'UTC';
  }
}

/** Returns the day (`YYYY-MM-DD`) at `instant` (Unix ms) in an IANA time zone. */
export function dayIn(timezone: string, instant: number): string {
  let format = formats.get(timezone);
  if (!format) {
    // The Canadian locale formats dates as ISO 8601.
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zoneKnownHere(timezone),
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timezone, format);
  }
  return format.format(instant);
}

// Days are counted in UTC, whose days all have 24 hours.
const instantOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Returns the day `days` after `day`; negative goes back. */
export const addDays = (day: string, days: number): string =>
  new Date(instantOf(day) + days * DAY_MS).toISOString().slice(0, 10);

/** Returns the number of days from `from` to `to`, both included. */
export const countDays = (from: string, to: string): number => (instantOf(to) - instantOf(from)) / DAY_MS + 1;

/** Returns the day of the week, from 0 (Monday) to 6. */
export const weekdayOf = (day: string): number => (((instantOf(day) / DAY_MS + THURSDAY) % 7) + 7) % 7;

const DAY = /^(19|20|21)\d{2}-\d{2}-\d{2}$/;

/** Whether `text` is a calendar day from 1900 to 2199. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !DAY.test(text)) return false;
  const instant = instantOf(text);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}
