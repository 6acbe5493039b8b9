import { ModernFakeTimers } from '@jest/fake-timers';

/*
 * What a spec imports as `@jest/globals`: the globals set by the runner, and a `jest` whose fake timers accept options,
 * which the runner’s do not.
 */

/** @typedef {typeof import('@jest/globals')} JestGlobals */
const globals = /** @type {JestGlobals} */ (/** @type {unknown} */ (globalThis));

export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } = globals;

const config = /** @type {ConstructorParameters<typeof ModernFakeTimers>[0]['config']} */ ({ fakeTimers: {} });
const timers = new ModernFakeTimers({ global: globalThis, config });

export const jest = {
  ...globals.jest,
  useFakeTimers: (/** @type {Parameters<typeof timers.useFakeTimers>[0]} */ options) => timers.useFakeTimers(options),
  useRealTimers: () => timers.useRealTimers(),
  setSystemTime: (/** @type {number | Date} */ now) => timers.setSystemTime(now),
  advanceTimersByTime: (/** @type {number} */ milliseconds) => timers.advanceTimersByTime(milliseconds),
};
