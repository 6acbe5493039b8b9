import { addDays } from '../../ui/days.js';

/** Both days are included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Returns the last `days` days up to today, and the same number before them. */
export function lastDays(days: number, today: string): { current: Period; previous: Period } {
  const to = today;
  const from = addDays(to, 1 - days);
  return { current: { from, to }, previous: { from: addDays(from, -days), to: addDays(from, -1) } };
}
