import { between } from '../environment/waiting.js';

/** A poll that should have waited and came back empty sooner than this was fast, in milliseconds. */
const FAST_MS = 1_500;

export interface PollOutcome {
  readonly elapsedMs: number;
  /** How long the server was asked to wait. */
  readonly timeoutMs: number;
  readonly isEmpty: boolean;
  /** The rest is there at once. */
  readonly more: boolean;
}

/** Whether the server answered empty without waiting: it holds as many polls as it can, or stops. */
export const isFastEmpty = ({ elapsedMs, timeoutMs, isEmpty, more }: PollOutcome): boolean =>
  isEmpty && !more && elapsedMs < Math.min(FAST_MS, 0.9 * timeoutMs);

/** How long to wait before the next poll, in milliseconds. */
export function pollPauseMs(outcome: PollOutcome, isHidden: boolean, random: () => number): number {
  if (outcome.more) return 0;
  if (isHidden) return between({ random }, 3_000, 5_000);
  return isFastEmpty(outcome) ? between({ random }, 2_000, 5_000) : 0;
}
