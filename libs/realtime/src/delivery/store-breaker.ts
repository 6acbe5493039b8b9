import { backoffMs } from './backoff.js';

/** Failures in a row, over all lanes, after which the database is left alone: fewer may be one lane's own trouble. */
const FAILURES = 3;
const BACKOFF = { firstMs: 1_000, maxMs: 15_000 } as const;

/**
 * Keeps the worker from asking a database that fails. *Closed*: all goes on. *Open*: nothing is asked for a time that
 * grows with each failure. *Half open*, when that has passed: one call at a time, until one succeeds.
 */
export class StoreBreaker {
  #failures = 0;
  #openUntil = -Infinity;

  /** @param random from 0 up to, but not including, 1 */
  constructor(
    private readonly clock: { monotonic(): number },
    private readonly random: () => number,
  ) {}

  /** How long nothing may be asked, in milliseconds; 0 while something may. */
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

  /** What was asked before it opened does not count again. */
  failed(): void {
    if (this.waitMs > 0) return;
    this.#failures += 1;
    if (this.isClosed) return;
    // Never less than half of it: full jitter may be nothing.
    const delay = backoffMs(BACKOFF, this.#failures - FAILURES + 1, 0.5 + this.random() / 2);
    this.#openUntil = this.clock.monotonic() + delay;
  }
}
