import { jest } from '@jest/globals';

/** What goes on as it is while the date stands still: the database, the sockets and the streams need their timers. */
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
 * Stops the date where it is, so that no test depends on how fast it runs or on the hour it runs at. It moves on with
 * `jest.setSystemTime`, and on its own again after `jest.useRealTimers`.
 * @param timeouts `stopped`: neither does `setTimeout` run what it is given. @default 'running'
 */
export function freezeDate(timeouts: 'running' | 'stopped' = 'running'): void {
  const running = timeouts === 'running' ? (['setTimeout', 'clearTimeout'] as const) : [];
  jest.useFakeTimers({ now: Date.now(), doNotFake: [...REAL, ...running] });
}
