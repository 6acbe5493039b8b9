import { addDays, countDays, dayIn } from '@bellhop/hotel';
import { currentLocale } from '../../language/locale.js';

/** When somebody left, as people say it. */
export type Since =
  | { readonly kind: 'today' | 'yesterday'; readonly time: string }
  /** Within the last week: the name of the day. */
  | { readonly kind: 'weekday'; readonly day: string }
  | { readonly kind: 'date'; readonly day: string };

const WEEK_DAYS = 7;

/**
 * Says since when, by the days of a time zone: after midnight, 22:10 is of yesterday, however few hours ago it was.
 * @param since Unix milliseconds
 */
export function sinceOf(since: number, now: number, timeZone: string, locale = currentLocale()): Since {
  const [left, today] = [dayIn(timeZone, since), dayIn(timeZone, now)];
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone, calendar: 'gregory' }).format(since);
  if (left === today) return { kind: 'today', time: format({ timeStyle: 'short' }) };
  if (left === addDays(today, -1)) return { kind: 'yesterday', time: format({ timeStyle: 'short' }) };
  if (countDays(left, today) <= WEEK_DAYS) return { kind: 'weekday', day: format({ weekday: 'long' }) };
  return { kind: 'date', day: format({ day: 'numeric', month: 'long' }) };
}
