import type { DatePickerProps } from '@mantine/dates';
import { currentLocale } from '../app/language.js';
import { formatDay } from './days.js';

interface WeekInfo {
  readonly firstDay: number;
}

type LocalCalendar = Pick<
  DatePickerProps,
  | 'firstDayOfWeek'
  | 'weekdayFormat'
  | 'monthLabelFormat'
  | 'monthsListFormat'
  | 'yearLabelFormat'
  | 'yearsListFormat'
  | 'decadeLabelFormat'
  | 'getDayAriaLabel'
  | 'ariaLabels'
>;

/** Returns the first day of the week, 0 for Sunday. */
function firstDayOfWeek(locale: string): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  // Some browsers have a getter, others a method; TypeScript knows neither.
  const region = new Intl.Locale(locale) as { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };
  const { firstDay } = region.getWeekInfo?.() ?? region.weekInfo ?? { firstDay: 1 };
  return (firstDay % 7) as 0 | 1 | 2 | 3 | 4 | 5 | 6;
}

/** The properties of a calendar in the user's language. */
export function localCalendar(): LocalCalendar {
  const locale = currentLocale();
  const label = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, calendar: 'gregory', timeZone: 'UTC' });
    return (day: string) => format.format(Date.parse(day.slice(0, 10)));
  };
  const year = label({ year: 'numeric' });
  return {
    firstDayOfWeek: firstDayOfWeek(locale),
    weekdayFormat: label({ weekday: 'short' }),
    monthLabelFormat: label({ month: 'long', year: 'numeric' }),
    monthsListFormat: label({ month: 'short' }),
    yearLabelFormat: year,
    yearsListFormat: year,
    decadeLabelFormat: (from, to) => `${year(from)} – ${year(to)}`,
    getDayAriaLabel: (day) => formatDay(day.slice(0, 10), 'long'),
    ariaLabels: {
      previousMonth: 'Previous month',
      nextMonth: 'Next month',
      previousYear: 'Previous year',
      nextYear: 'Next year',
      previousDecade: 'Previous decade',
      nextDecade: 'Next decade',
    },
  };
}
