import type { Clock } from '../time/clock.js';

/**
 * Stores the cursors of legacy clients, which send none: one per session and view, so that two clients of one org never
 * take each other's events. An unknown session starts with what is still in the buffer.
 */
export interface SessionCursors {
  /** Creates what the driver needs. Idempotent. */
  open(): Promise<void>;
  /** Returns the session's cursor, or `undefined` for an unknown session. */
  find(sessionId: string, viewKey: string): Promise<string | undefined>;
  keep(sessionId: string, viewKey: string, cursor: string): Promise<void>;
  /** Deletes cursors last kept more than `ageMs` ago: the log no longer has the events after them. */
  expire(ageMs: number): Promise<void>;
}

/** Cursors in this process's memory, lost with it. */
export class MemorySessionCursors implements SessionCursors {
  /** In the order of last use. */
  readonly #kept = new Map<string, { readonly cursor: string; readonly at: number }>();

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  open(): Promise<void> {
    return Promise.resolve();
  }

  find(sessionId: string, viewKey: string): Promise<string | undefined> {
    return Promise.resolve(this.#kept.get(`${sessionId}\n${viewKey}`)?.cursor);
  }

  keep(sessionId: string, viewKey: string, cursor: string): Promise<void> {
    const key = `${sessionId}\n${viewKey}`;
    this.#kept.delete(key);
    this.#kept.set(key, { cursor, at: this.clock.monotonic() });
    return Promise.resolve();
  }

  expire(ageMs: number): Promise<void> {
    const olderThan = this.clock.monotonic() - ageMs;
    for (const [key, { at }] of this.#kept) {
      if (at >= olderThan) break;
      this.#kept.delete(key);
    }
    return Promise.resolve();
  }
}
