import dayjs from 'dayjs';

/** Where the browser does not know the first day of a locale’s week. */
const MONDAY = 1;
const WEEKDAYS = 7;
const MONTHS = 12;
/** A Sunday. */
const SUNDAY_MS = Date.UTC(2023, 0, 1);
const DAY_MS = 86_400_000;

/**
 * Tells the date pickers, which format with dayjs, the names of months and days as Intl has them.
 * @returns the name under which dayjs knows the locale
 */
export function registerDateLocale(locale: string): string {
  const name = locale.toLowerCase();
  dayjs.locale(
    {
      name,
      weekStart: firstDayOfWeek(locale),
      months: months(locale, 'long'),
      monthsShort: months(locale, 'short'),
      weekdays: weekdays(locale, 'long'),
      weekdaysShort: weekdays(locale, 'short'),
      weekdaysMin: weekdays(locale, 'narrow'),
      formats: {},
      relativeTime: {},
      ordinal: String,
    },
    undefined,
    true,
  );
  return name;
}

/** 0 is Sunday, as in dayjs and Mantine. */
export function firstDayOfWeek(locale: string): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  const asked = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { readonly firstDay: number } };
  return ((asked.getWeekInfo?.().firstDay ?? MONDAY) % WEEKDAYS) as 0 | 1 | 2 | 3 | 4 | 5 | 6;
}

function months(locale: string, width: 'long' | 'short'): string[] {
  const format = new Intl.DateTimeFormat(locale, { month: width, timeZone: 'UTC', calendar: 'gregory' });
  return Array.from({ length: MONTHS }, (_, month) => format.format(Date.UTC(2023, month, 1)));
}

function weekdays(locale: string, width: 'long' | 'short' | 'narrow'): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: width, timeZone: 'UTC' });
  return Array.from({ length: WEEKDAYS }, (_, day) => format.format(SUNDAY_MS + day * DAY_MS));
}
