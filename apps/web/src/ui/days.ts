import dayjs from 'dayjs';

/** A calendar day as the server writes it. */
const DAY = 'YYYY-MM-DD';

export const today = (): string => dayjs().format(DAY);

export const addDays = (day: string, days: number): string => dayjs(day).add(days, 'day').format(DAY);

/** Every day from `from` to `to`, both counted. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const long = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export const shortDay = (day: string): string => short.format(new Date(day));

/** With the year where it is not this one. */
export const plainDay = (day: string): string =>
  (day.slice(0, 4) === today().slice(0, 4) ? short : long).format(new Date(day));
