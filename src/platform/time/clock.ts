import type { Clock } from '@bellhop/realtime';

/** Injection token of the `Clock`; tests give a simulated one. */
export const CLOCK = Symbol('clock');

/** Now, as rows and clients have it: ISO 8601 in UTC, to the millisecond. */
export const isoNow = (clock: Pick<Clock, 'now'>): string => new Date(clock.now()).toISOString();
