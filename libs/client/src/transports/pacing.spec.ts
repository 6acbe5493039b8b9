import { describe, expect, it } from '@jest/globals';
import { isFastEmpty, type PollOutcome, pollPauseMs } from './pacing.js';

const outcome = (change: Partial<PollOutcome>): PollOutcome => ({
  elapsedMs: 25_000,
  timeoutMs: 25_000,
  isEmpty: true,
  more: false,
  ...change,
});
const range = (of: PollOutcome, isHidden: boolean) => [
  pollPauseMs(of, isHidden, () => 0),
  pollPauseMs(of, isHidden, () => 1),
];

describe('the next poll', () => {
  it.each<[string, Partial<PollOutcome>, boolean, [number, number]]>([
    ['at once after one that waited its full time', {}, false, [0, 0]],
    ['at once after events', { elapsedMs: 3, isEmpty: false }, false, [0, 0]],
    ['2 to 5 s after one that was empty in under 1.5 s', { elapsedMs: 1_499 }, false, [2_000, 5_000]],
    ['at once after one that was empty in 1.5 s', { elapsedMs: 1_500 }, false, [0, 0]],
    ['3 to 5 s later in a hidden tab', {}, true, [3_000, 5_000]],
    ['3 to 5 s later in a hidden tab, after events too', { isEmpty: false }, true, [3_000, 5_000]],
    ['at once if more events are ready, even in a hidden tab', { isEmpty: false, more: true }, true, [0, 0]],
    ['at once after a short one that waited its full time', { elapsedMs: 1_000, timeoutMs: 1_000 }, false, [0, 0]],
    ['2 to 5 s after a short one that did not', { elapsedMs: 10, timeoutMs: 1_000 }, false, [2_000, 5_000]],
  ])('comes %s', (_name, change, isHidden, expected) => expect(range(outcome(change), isHidden)).toEqual(expected));

  it('is reported as fast empty only if the server should have waited', () => {
    expect(isFastEmpty(outcome({ elapsedMs: 10 }))).toBe(true);
    expect(isFastEmpty(outcome({ elapsedMs: 10, isEmpty: false }))).toBe(false);
  });
});
