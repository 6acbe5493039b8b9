import type { Environment } from './environment.js';
import { between, pause } from './waiting.js';

/** For how long a lease holds that is not renewed, in milliseconds. */
export const LEASE_MS = 10_000;
/** Two tabs that write at the same time both see the later one's name after this, in milliseconds. */
const SETTLE_MS = 50;

interface Entry {
  readonly holder: string;
  readonly until: number;
}

/**
 * A lock with an end, kept in localStorage, for browsers without Web Locks. localStorage cannot compare and swap: a claim
 * is written, left to settle and read again, and holds when it is still there.
 */
export class Lease {
  readonly #holder: string;

  constructor(
    private readonly environment: Environment,
    readonly key: string,
  ) {
    this.#holder = `${environment.random().toString(36).slice(2)}${environment.now().toString(36)}`;
  }

  get isMine(): boolean {
    return this.#read()?.holder === this.#holder;
  }

  /** Takes the lease if it is free. @param force takes it from another holder too */
  async claim(force = false): Promise<boolean> {
    const entry = this.#read();
    if (!force && entry && entry.holder !== this.#holder) return false;
    this.#write();
    const settled = between(this.environment, SETTLE_MS, 2 * SETTLE_MS);
    await pause(this.environment, settled, new AbortController().signal);
    return this.isMine;
  }

  /** Holds it for another {@link LEASE_MS}. `false`: another tab has taken it. */
  renew(): boolean {
    if (!this.isMine) return false;
    this.#write();
    return true;
  }

  release(): void {
    if (this.isMine) this.environment.storage?.remove(this.key);
  }

  #write(): void {
    const entry: Entry = { holder: this.#holder, until: this.environment.now() + LEASE_MS };
    this.environment.storage?.set(this.key, JSON.stringify(entry));
  }

  /** The entry that still holds. One that ends later than a lease can was written by a clock that has been set back since. */
  #read(): Entry | undefined {
    try {
      const entry = JSON.parse(this.environment.storage?.get(this.key) ?? 'null') as Entry | null;
      const leftMs = (entry?.until ?? 0) - this.environment.now();
      return entry && leftMs > 0 && leftMs <= LEASE_MS ? entry : undefined;
    } catch {
      return undefined;
    }
  }
}
