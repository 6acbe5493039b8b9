import { jest } from '@jest/globals';

/** Kept real while the date stands still: the database, sockets and streams need these timers. */
const REAL = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
] as const;

/**
 * Stops the date, so that no test depends on its speed or the time of day. `jest.setSystemTime` moves it, and
 * `jest.useRealTimers` starts it again.
 * @param timeouts `stopped`: callbacks of `setTimeout` do not run either. @default 'running'
 */
export function freezeDate(timeouts: 'running' | 'stopped' = 'running'): void {
  const running = timeouts === 'running' ? (['setTimeout', 'clearTimeout'] as const) : [];
  jest.useFakeTimers({ now: Date.now(), doNotFake: [...REAL, ...running] });
}
