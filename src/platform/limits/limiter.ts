import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Policy, Verdict } from './policy.js';

/** Counts by key and says when it is too much. */
export class Limiter {
  constructor(
    readonly policy: Policy,
    private readonly counter: Pick<RateLimiterAbstract, 'consume' | 'reward'>,
  ) {}

  /** Counts `points` more for `key`. They stay counted when they are refused. */
  async take(key: string, points = 1): Promise<Verdict> {
    try {
      return this.verdict(true, await this.counter.consume(key, points));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return this.verdict(false, refused);
    }
  }

  /** Takes back one point of an attempt that turned out well. */
  async giveBack(key: string): Promise<void> {
    await this.counter.reward(key);
  }

  private verdict(allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Verdict {
    return {
      policy: this.policy,
      allowed,
      remaining: Math.max(0, remainingPoints),
      resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
    };
  }
}
