import { backoffMs } from './backoff.js';

/** Consecutive failures, over all partitions, that open the breaker: fewer may be one partition's own problem. */
const FAILURES = 3;
const BACKOFF = { firstMs: 1_000, maxMs: 15_000 } as const;

/**
 * Keeps the worker from querying a failing database. *Closed*: normal operation. *Open*: no queries, for a time that
 * grows with each failure. *Half open*, after that: one call at a time, until one succeeds.
 */
export class StoreBreaker {
  #failures = 0;
  #openUntil = -Infinity;

  /** @param random from 0 up to, but not including, 1 */
  constructor(
    private readonly clock: { monotonic(): number },
    private readonly random: () => number,
  ) {}

  /** How long no query may be sent, in milliseconds; 0 if allowed. */
  get waitMs(): number {
    return Math.max(0, this.#openUntil - this.clock.monotonic());
  }

  get isClosed(): boolean {
    return this.#failures < FAILURES;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = -Infinity;
  }

  /** Failures of calls made before it opened do not count again. */
  failed(): void {
    if (this.waitMs > 0) return;
    this.#failures += 1;
    if (this.isClosed) return;
    // At least half of it, because full jitter may be zero.
    const delay = backoffMs(BACKOFF, this.#failures - FAILURES + 1, 0.5 + this.random() / 2);
    this.#openUntil = this.clock.monotonic() + delay;
  }
}
