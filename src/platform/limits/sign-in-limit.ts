import { Injectable } from '@nestjs/common';
import { Counters } from './counters.js';
import { KnownNetworks } from './known-networks.js';
import type { Limiter } from './limiter.js';
import { SIGN_IN, type Verdict } from './policy.js';

/** An attempt that was counted. */
export interface CountedAttempt {
  /** The one that says most about what is left. */
  readonly verdict: Verdict;
  /** Takes back what only failed attempts count for. */
  succeeded(): Promise<void>;
}

/**
 * How often passwords may be tried (docs/decisions/0009). An attempt is counted before the password is looked at, so
 * that many at once are counted as well. What one address does is refused by what counts for that address, before it
 * reaches the count of the account: no single address can use that up.
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
   * @param email as the account has it: lower case
   * @param account what the account is counted by
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
