import { ModernFakeTimers } from '@jest/fake-timers';

/*
 * What a spec gets for `@jest/globals`: the functions that the runner has made global, and a `jest` whose timers take options,
 * which the runner's do not.
 */

export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } = globalThis;

const timers = new ModernFakeTimers({ global: globalThis, config: { fakeTimers: {} } });

export const jest = {
  ...globalThis.jest,
  useFakeTimers: (/** @type {Parameters<typeof timers.useFakeTimers>[0]} */ options) => timers.useFakeTimers(options),
  useRealTimers: () => timers.useRealTimers(),
  setSystemTime: (/** @type {number | Date} */ now) => timers.setSystemTime(now),
  advanceTimersByTime: (/** @type {number} */ milliseconds) => timers.advanceTimersByTime(milliseconds),
};
