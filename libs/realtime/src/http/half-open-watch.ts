import type { Clock, Timer } from '../time/clock.js';
import type { StreamDoor } from './stream-door.js';
import { connectionKey, type Unacknowledged } from './tcp-table.js';

/** How often the kernel is asked, in milliseconds. */
const PERIOD_MS = 5_000;
/** For how long a peer may leave unacknowledged what it was sent again and again, in milliseconds. */
const PATIENCE_MS = 25_000;

/**
 * Finds streams whose peer is gone without a word: a machine asleep, a cable out, an address that changed. A heartbeat
 * that the peer does not acknowledge is sent again by the kernel; where that goes on for {@link PATIENCE_MS} without any
 * progress, the stream is cut. With heartbeats every 15 s that is within 50 s of the loss. A peer that is there but slow
 * acknowledges, and is left alone. One table for all streams, read only while there are some.
 */
export class HalfOpenWatch {
  /** Since when each connection has been without progress, by the monotonic clock. */
  #silentSince = new Map<string, { readonly since: number; readonly times: number }>();
  #timer: Timer | undefined;
  #reading = false;
  #reaped = 0;

  constructor(
    private readonly streams: Pick<StreamDoor, 'size' | 'reap'>,
    private readonly clock: Clock,
    private readonly readTable: () => Promise<Unacknowledged>,
  ) {}

  /** Streams cut so far. */
  get reapedTotal(): number {
    return this.#reaped;
  }

  start(): void {
    this.#timer ??= this.clock.every(PERIOD_MS, () => void this.look());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** One look at the table. */
  async look(): Promise<void> {
    if (this.#reading || this.streams.size === 0) return;
    this.#reading = true;
    try {
      const table = await this.readTable();
      const now = this.clock.monotonic();
      const before = this.#silentSince;
      this.#silentSince = new Map(
        [...table].map(([key, times]) => {
          const known = before.get(key);
          // Fewer than last time: something was acknowledged in between.
          return [key, known && times >= known.times ? { since: known.since, times } : { since: now, times }];
        }),
      );
      const gone = new Set(
        [...this.#silentSince].filter(([, { since }]) => now - since >= PATIENCE_MS).map(([key]) => key),
      );
      if (gone.size > 0) this.#reaped += this.streams.reap((peer) => gone.has(connectionKey(peer)));
    } finally {
      this.#reading = false;
    }
  }
}
