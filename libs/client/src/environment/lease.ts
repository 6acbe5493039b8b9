import type { Environment } from './environment.js';
import { between, pause } from './waiting.js';

/** Lifetime of a lease without renewal, in milliseconds. */
export const LEASE_MS = 10_000;
/** Time after which two tabs that write at once both read the later name, in milliseconds. */
const SETTLE_MS = 50;

interface Entry {
  readonly holder: string;
  readonly until: number;
}

/**
 * An expiring lock in localStorage, for browsers without Web Locks. localStorage cannot compare and swap, so a claim is
 * written, left to settle and read again; it succeeded if it is still there.
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

  /** Takes the lease if it is free. @param force also takes it from another holder */
  async claim(force = false): Promise<boolean> {
    const entry = this.#read();
    if (!force && entry && entry.holder !== this.#holder) return false;
    this.#write();
    const settled = between(this.environment, SETTLE_MS, 2 * SETTLE_MS);
    await pause(this.environment, settled, new AbortController().signal);
    return this.isMine;
  }

  /** Extends it by {@link LEASE_MS}. `false`: another tab has taken it. */
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

  /** Returns the valid entry. One that ends later than a lease can was written by a clock that was set back since. */
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
