import type { Policy, Verdict } from './policy.js';

/** Counts points per key and refuses above the policy's limit. */
export interface Limiter {
  readonly policy: Policy;
  /** Counts `points` more for `key`; refused points count too. @default 1 point */
  take(key: string, points?: number): Verdict | Promise<Verdict>;
  /** Takes back one point, of an attempt that succeeded. */
  giveBack(key: string): void | Promise<void>;
}

/** @param msLeft milliseconds until the window ends */
export const verdictOf = (policy: Policy, taken: number, msLeft: number): Verdict => ({
  policy,
  allowed: taken <= policy.points,
  remaining: Math.max(0, policy.points - taken),
  resetSeconds: Math.max(1, Math.ceil(msLeft / 1_000)),
});
