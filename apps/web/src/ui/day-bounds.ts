import { addDays, dayIn } from '@bellhop/hotel';
import type { DayRange } from './address.js';

const MINUTE_MS = 60_000;
/** Time zones are at most 14 hours away from UTC. */
const FARTHEST_MS = 15 * 3_600_000;

/**
 * Returns the first moment of a day in an IANA time zone, in ISO 8601. It is not always midnight: some zones change to summer
 * time then, and the day begins at one.
 */
export function startOfDay(day: string, timeZone: string): string {
  const utc = Date.parse(`${day}T00:00:00Z`);
  let [before, from] = [utc - FARTHEST_MS, utc + FARTHEST_MS];
  while (from - before > MINUTE_MS) {
    const middle = before + Math.floor((from - before) / MINUTE_MS / 2) * MINUTE_MS;
    if (dayIn(timeZone, middle) < day) before = middle;
    else from = middle;
  }
  return new Date(from).toISOString();
}

/** Returns the first moment of a range of days, and the first one after it. */
export const momentsOf = ({ from, to }: DayRange, timeZone: string) => ({
  from: from && startOfDay(from, timeZone),
  to: to && startOfDay(addDays(to, 1), timeZone),
});
