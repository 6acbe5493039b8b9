import { Injectable } from '@nestjs/common';
import { Counters } from './counters.js';
import { KnownNetworks } from './known-networks.js';
import type { Limiter } from './limiter.js';
import { SIGN_IN, type Verdict } from './policy.js';

/** A counted attempt. */
export interface CountedAttempt {
  /** The limit closest to being exceeded, or the exceeded one. */
  readonly verdict: Verdict;
  /** Takes back the points that only failed attempts use. */
  succeeded(): Promise<void>;
}

/**
 * Limits password attempts (docs/decisions/0009). An attempt is counted before the password is checked, so that concurrent
 * attempts count too. An address's own limits refuse it before its attempts reach the account's count, so that no single
 * address can exhaust that.
 */
@Injectable()
export class SignInLimit {
  readonly #pair: Limiter;
  readonly #pairFailures: Limiter;
  readonly #address: Limiter;
  readonly #account: Limiter;

  constructor(
    counters: Counters,
    private readonly known: KnownNetworks,
  ) {
    this.#pair = counters.shared(SIGN_IN.pair);
    this.#pairFailures = counters.shared(SIGN_IN.pairFailures);
    this.#address = counters.shared(SIGN_IN.address);
    this.#account = counters.shared(SIGN_IN.account);
  }

  /**
   * @param email normalised like the account's: lower case
   * @param account key that the account is counted by
   */
  async attempt(email: string, account: string, network: string): Promise<CountedAttempt> {
    const pair = `${account}@${network}`;
    const verdict = await this.#pair.take(pair);
    if (!verdict.allowed) return refused(verdict);
    for (const [limiter, key] of [
      [this.#pairFailures, pair],
      [this.#address, network],
    ] as const) {
      const failures = await limiter.take(key);
      if (!failures.allowed) return refused(failures);
    }
    const everywhere = await this.#account.take(account);
    if (!everywhere.allowed && !(await this.known.has(email, network))) return refused(everywhere);
    return {
      verdict,
      succeeded: async () => {
        await this.#pairFailures.giveBack(pair);
        await this.#address.giveBack(network);
        await this.#account.giveBack(account);
      },
    };
  }
}

const refused = (verdict: Verdict): CountedAttempt => ({ verdict, succeeded: () => Promise.resolve() });
