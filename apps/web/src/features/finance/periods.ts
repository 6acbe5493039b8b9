import { addDays, countDays } from '@bellhop/hotel';

/** Both days are included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Returns the last `days` days up to today. */
export const lastDays = (days: number, today: string): Period => ({ from: addDays(today, 1 - days), to: today });

/** Returns the same number of days before a period. */
export const before = ({ from, to }: Period): Period => ({
  from: addDays(from, -countDays(from, to)),
  to: addDays(from, -1),
});
