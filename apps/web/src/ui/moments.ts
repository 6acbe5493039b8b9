import dayjs from 'dayjs';
import { perLocale } from '../language/locale.js';
import { i18n } from '../language/messages.js';
import { useAtMinute } from './minutes.js';

const full = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }));
const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

const MINUTE_MS = 60_000;
const STEPS = [
  [60, 'minute', MINUTE_MS],
  [24, 'hour', 60 * MINUTE_MS],
  [14, 'day', 24 * 60 * MINUTE_MS],
] as const;

/** `21 Nov 2026, 09:12` */
export const moment = (instant: string): string => full().format(new Date(instant));

/** `5 minutes ago`; the date itself after two weeks. Components take {@link useAgo}. */
export function ago(instant: string, now: number): string {
  const elapsedMs = now - Date.parse(instant);
  if (elapsedMs < MINUTE_MS) return i18n.t('ui:justNow');
  for (const [limit, unit, unitMs] of STEPS) {
    const count = Math.floor(elapsedMs / unitMs);
    if (count < limit) return relative().format(-count, unit);
  }
  return moment(instant);
}

/** {@link ago}, kept up to date. @param instant undefined if it is not known */
export const useAgo = (instant: string | undefined): string =>
  useAtMinute((now) => (instant === undefined ? '' : ago(instant, now)));

/** Converts an instant to the value of a `DateTimePicker`: local time, to the second. */
export const toLocal = (instant: string): string => dayjs(instant).format('YYYY-MM-DD HH:mm:ss');

/** The value of a `DateTimePicker` as it is shown: {@link moment}. */
export const localMoment = (local: string): string => full().format(dayjs(local).toDate());

/** Converts the value of a `DateTimePicker` to the server's format. */
export const toInstant = (local: string): string => dayjs(local).toISOString();
