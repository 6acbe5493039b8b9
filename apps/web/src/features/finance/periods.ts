import { addDays, today } from '../../ui/days.js';

/** Both days are counted. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The last `days` days, today included, and as many before them. */
export function lastDays(days: number): { current: Period; previous: Period } {
  const to = today();
  const from = addDays(to, 1 - days);
  return { current: { from, to }, previous: { from: addDays(from, -days), to: addDays(from, -1) } };
}
