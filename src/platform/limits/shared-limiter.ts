import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { type Limiter, verdictOf } from './limiter.js';
import type { Policy, Verdict } from './policy.js';

/** Counts in a store that all instances share; while that does not answer, by another limiter. */
export class SharedLimiter implements Limiter {
  constructor(
    readonly policy: Policy,
    private readonly store: Pick<RateLimiterAbstract, 'consume' | 'reward'>,
    private readonly meanwhile: Limiter,
  ) {}

  async take(key: string, points = 1): Promise<Verdict> {
    try {
      return this.verdict(await this.store.consume(key, points));
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return this.verdict(refused);
      return this.meanwhile.take(key, points);
    }
  }

  async giveBack(key: string): Promise<void> {
    try {
      await this.store.reward(key);
    } catch {
      await this.meanwhile.giveBack(key);
    }
  }

  private verdict({ consumedPoints, msBeforeNext }: RateLimiterRes): Verdict {
    return verdictOf(this.policy, consumedPoints, msBeforeNext);
  }
}
