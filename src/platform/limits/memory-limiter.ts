import { type Limiter, verdictOf } from './limiter.js';
import type { Policy, Verdict } from './policy.js';

/** Addresses, users or keys that one limit remembers: some 5 MB when all are there. */
const MAX_KEYS = 50_000;
/** Windows looked at when a new one begins, those that were used longest ago: more end than begin. */
const LOOKED_AT = 2;

interface Window {
  taken: number;
  /** Unix milliseconds. */
  readonly until: number;
}

/**
 * Counts in this process's memory, several times a request: without promises, timers or garbage (docs/decisions/0022). A
 * window begins with its first point. Past `maxKeys` the key that was used longest ago is forgotten, so that whoever comes
 * from ever new addresses costs no more than that.
 */
export class MemoryLimiter implements Limiter {
  /** In the order of their last use. */
  readonly #windows = new Map<string, Window>();

  constructor(
    readonly policy: Policy,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  /** Keys that are remembered. */
  get size(): number {
    return this.#windows.size;
  }

  take(key: string, points = 1): Verdict {
    const now = Date.now();
    const known = this.#windows.get(key);
    if (known) this.#windows.delete(key);
    const window = known && !this.#isOver(known, now) ? known : this.#begin(now);
    window.taken += points;
    this.#windows.set(key, window);
    return verdictOf(this.policy, window.taken, window.until - now);
  }

  giveBack(key: string): void {
    const window = this.#windows.get(key);
    if (window && window.taken > 0) window.taken -= 1;
  }

  #begin(now: number): Window {
    let looked = 0;
    for (const [key, window] of this.#windows) {
      if (looked >= LOOKED_AT || (!this.#isOver(window, now) && this.#windows.size < this.maxKeys)) break;
      this.#windows.delete(key);
      looked += 1;
    }
    return { taken: 0, until: now + this.#lengthMs };
  }

  /** One that would last longer than it may is over, too: the clock was put back, and nobody is to wait for that. */
  #isOver({ until }: Window, now: number): boolean {
    return now >= until || until - now > this.#lengthMs;
  }

  get #lengthMs(): number {
    return this.policy.seconds * 1_000;
  }
}
