import type { Policy, Verdict } from './policy.js';

/** Counts by key and says when it is too much. */
export interface Limiter {
  readonly policy: Policy;
  /** Counts `points` more for `key`. They stay counted when they are refused. @default 1 point */
  take(key: string, points?: number): Verdict | Promise<Verdict>;
  /** Takes back one point of an attempt that turned out well. */
  giveBack(key: string): void | Promise<void>;
}

/** @param msLeft until the window is over */
export const verdictOf = (policy: Policy, taken: number, msLeft: number): Verdict => ({
  policy,
  allowed: taken <= policy.points,
  remaining: Math.max(0, policy.points - taken),
  resetSeconds: Math.max(1, Math.ceil(msLeft / 1_000)),
});
