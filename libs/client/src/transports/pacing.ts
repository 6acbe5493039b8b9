import { between } from '../environment/waiting.js';

/** An empty response earlier than this is fast, if the poll should have waited, in milliseconds. */
const FAST_MS = 1_500;

export interface PollOutcome {
  readonly elapsedMs: number;
  /** The requested wait, in milliseconds. */
  readonly timeoutMs: number;
  readonly isEmpty: boolean;
  /** Further events are available at once. */
  readonly more: boolean;
}

/** Whether the server returned empty without waiting, because of its limit on waiting polls or a shutdown. */
export const isFastEmpty = ({ elapsedMs, timeoutMs, isEmpty, more }: PollOutcome): boolean =>
  isEmpty && !more && elapsedMs < Math.min(FAST_MS, 0.9 * timeoutMs);

/** Returns the wait before the next poll, in milliseconds. */
export function pollPauseMs(outcome: PollOutcome, isHidden: boolean, random: () => number): number {
  if (outcome.more) return 0;
  if (isHidden) return between({ random }, 3_000, 5_000);
  return isFastEmpty(outcome) ? between({ random }, 2_000, 5_000) : 0;
}
