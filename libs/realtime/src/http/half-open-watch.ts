import type { Clock, Timer } from '../time/clock.js';
import type { SseHandler } from './sse-handler.js';
import { connectionKey, type Unacknowledged } from './tcp-table.js';

/** Interval between reads of the kernel's table, in milliseconds. */
const PERIOD_MS = 5_000;
/** How long retransmissions may go unacknowledged, in milliseconds. */
const PATIENCE_MS = 25_000;

/**
 * Finds streams whose peer vanished silently: a machine asleep, an unplugged cable, a changed address. The kernel
 * retransmits a heartbeat that the peer does not acknowledge; after {@link PATIENCE_MS} without progress, the stream's
 * socket is destroyed. With heartbeats every 15 s that is within 50 s of the loss. A slow peer acknowledges, and is
 * left alone. One table covers all streams, and it is read only while there are some.
 */
export class HalfOpenWatch {
  /** When each connection last made progress, by the monotonic clock. */
  #silentSince = new Map<string, { readonly since: number; readonly times: number }>();
  #timer: Timer | undefined;
  #reading = false;
  #reaped = 0;

  constructor(
    private readonly streams: Pick<SseHandler, 'size' | 'reap'>,
    private readonly clock: Clock,
    private readonly readTable: () => Promise<Unacknowledged>,
  ) {}

  /** Streams destroyed so far. */
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

  /** Reads the table once. */
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
          // Fewer retransmissions than last time: something was acknowledged in between.
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
