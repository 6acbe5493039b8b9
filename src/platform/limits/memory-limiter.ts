import { type Limiter, verdictOf } from './limiter.js';
import type { Policy, Verdict } from './policy.js';

/** Maximum number of keys that a limiter stores; about 5 MB in all. */
const MAX_KEYS = 50_000;
/** Least recently used windows examined when a new one begins: more than one, so that ended windows go faster than new ones come. */
const LOOKED_AT = 2;

interface Window {
  taken: number;
  /** Unix milliseconds. */
  readonly until: number;
}

/**
 * Counts in this process's memory, several times per request, so without promises, timers or garbage (docs/decisions/0022). A
 * window begins with its first point. Beyond `maxKeys` the least recently used key is evicted, which bounds the memory that a
 * client with ever new addresses can use.
 */
export class MemoryLimiter implements Limiter {
  /** In order of last use. */
  readonly #windows = new Map<string, Window>();

  constructor(
    readonly policy: Policy,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  /** Number of stored keys. */
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

  /** A window that ends later than one beginning now has also ended: the clock was set back, and no one should wait for that. */
  #isOver({ until }: Window, now: number): boolean {
    return now >= until || until - now > this.#lengthMs;
  }

  get #lengthMs(): number {
    return this.policy.seconds * 1_000;
  }
}
