import type { DatePickerProps } from '@mantine/dates';
import type { TFunction } from 'i18next';
import { currentLocale } from '../language/locale.js';
import { firstDayOfWeek } from '../language/date-picker-locale.js';
import { formatDay } from './days.js';

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

/** The properties of a calendar in the user's language. */
export function localCalendar(t: TFunction<'ui'>): LocalCalendar {
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
      previousMonth: t('calendar.previousMonth'),
      nextMonth: t('calendar.nextMonth'),
      previousYear: t('calendar.previousYear'),
      nextYear: t('calendar.nextYear'),
      previousDecade: t('calendar.previousDecade'),
      nextDecade: t('calendar.nextDecade'),
    },
  };
}
