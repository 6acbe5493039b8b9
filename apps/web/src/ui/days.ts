import dayjs from 'dayjs';

/** The server’s format of a calendar day. */
const DAY = 'YYYY-MM-DD';

export const today = (): string => dayjs().format(DAY);

export const addDays = (day: string, days: number): string => dayjs(day).add(days, 'day').format(DAY);

/** Returns every day from `from` to `to`, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const long = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export const shortDay = (day: string): string => short.format(new Date(day));

/** Formats a day; with the year unless it is the current one. */
export const plainDay = (day: string): string =>
  (day.slice(0, 4) === today().slice(0, 4) ? short : long).format(new Date(day));
