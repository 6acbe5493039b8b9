import type { Clock } from '../time/clock.js';

interface Kept {
  readonly position: number;
  readonly at: number;
}

export interface SessionCursorsOptions {
  /** @default 100_000 */
  readonly maxEntries?: number;
  /** How long a cursor outlives its last poll, in milliseconds. @default 600_000 */
  readonly ttlMs?: number;
}

/**
 * Where legacy clients, which send no cursor, have got to: one place per session and view, so that two clients of one
 * org never take each other's events. Kept in memory, oldest use dropped first; a session that is not known (any more)
 * starts with what is still in the buffer.
 */
export class SessionCursors {
  readonly #kept = new Map<string, Kept>();
  readonly #maxEntries: number;
  readonly #ttlMs: number;

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    options: SessionCursorsOptions = {},
  ) {
    this.#maxEntries = options.maxEntries ?? 100_000;
    this.#ttlMs = options.ttlMs ?? 600_000;
  }

  get size(): number {
    return this.#kept.size;
  }

  find(sessionId: string, viewKey: string): number | undefined {
    const kept = this.#kept.get(`${sessionId}\n${viewKey}`);
    return kept && kept.at >= this.clock.now() - this.#ttlMs ? kept.position : undefined;
  }

  keep(sessionId: string, viewKey: string, position: number): void {
    const key = `${sessionId}\n${viewKey}`;
    const at = this.clock.now();
    this.#kept.delete(key);
    this.#kept.set(key, { position, at });
    for (const [oldest, kept] of this.#kept) {
      if (this.#kept.size <= this.#maxEntries && kept.at >= at - this.#ttlMs) break;
      this.#kept.delete(oldest);
    }
  }
}
