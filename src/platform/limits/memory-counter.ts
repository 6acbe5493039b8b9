import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Policy } from './policy.js';

/** Addresses, users or keys that one limit remembers: some 10 MB when all are there. */
export const MAX_KEYS = 50_000;

/**
 * Counts in this process's memory. Past `maxKeys` the key that was used longest ago is forgotten, so that whoever comes
 * from ever new addresses costs no more than that.
 */
export class MemoryCounter extends RateLimiterMemory {
  /** In the order of their last use. */
  readonly #keys = new Set<string>();

  constructor(
    { name, points, seconds }: Policy,
    private readonly maxKeys = MAX_KEYS,
  ) {
    super({ keyPrefix: name, points, duration: seconds });
  }

  override consume(...[key, ...rest]: Parameters<RateLimiterMemory['consume']>) {
    this.#use(String(key));
    return super.consume(key, ...rest);
  }

  #use(key: string): void {
    this.#keys.delete(key);
    this.#keys.add(key);
    if (this.#keys.size <= this.maxKeys) return;
    const [oldest = ''] = this.#keys;
    this.#keys.delete(oldest);
    void this.delete(oldest);
  }
}
