import type { Clock } from '@bellhop/realtime';

/** Injection token of the `Clock`; tests provide a simulated one. */
export const CLOCK = Symbol('clock');

/** Current time as stored and sent to clients: ISO 8601 in UTC, to the millisecond. */
export const isoNow = (clock: Pick<Clock, 'now'>): string => new Date(clock.now()).toISOString();
