import { LOG_START } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import type { Frame, EphemeralFrame } from './frame.js';
import { Batch, type ChannelPosition } from './selection.js';

/** Collects the events of one turn of the event loop into a batch, so that each stream is written to once. */
export class BatchCollector {
  #events: (Frame | EphemeralFrame)[] = [];
  /** Position of the live subscribers before it. */
  #from: ChannelPosition = { ...LOG_START, ephemeral: 0 };
  /** When its first event came, by a monotonic clock, in seconds. */
  #began = 0;
  readonly #flushLater = (): void => this.flush();

  /** @param position returns the position of live subscribers after the collected events */
  constructor(
    private readonly clock: Pick<Clock, 'defer'>,
    private readonly position: () => ChannelPosition,
    private readonly onBatch: (batch: Batch) => void,
  ) {}

  /** Sets the position of live subscribers. */
  begin(from: ChannelPosition): void {
    this.#from = from;
  }

  /** Drops the collected events. */
  clear(): void {
    this.#events = [];
  }

  add(event: Frame | EphemeralFrame): void {
    if (this.#events.push(event) > 1) return;
    this.#began = performance.now() / 1_000;
    this.clock.defer(this.#flushLater);
  }

  /** Delivers the collected events without waiting for the end of the turn. */
  flush(): void {
    if (this.#events.length === 0) return;
    const to = this.position();
    const batch = new Batch(this.#events, this.#from, to, this.#began);
    this.#events = [];
    this.#from = to;
    this.onBatch(batch);
  }
}
