import { LOG_START } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import type { Frame, Signal } from './frame.js';
import { Batch, type ReaderPosition } from './selection.js';

/** Collects what a turn of the event loop brings into one batch, so that each reader writes once. */
export class Turn {
  #events: (Frame | Signal)[] = [];
  /** Where readers were before it. */
  #from: ReaderPosition = { ...LOG_START, signal: 0 };
  /** When its first event came, on a monotonic clock, in seconds. */
  #began = 0;
  readonly #flushLater = (): void => this.flush();

  /** @param position where readers are after what has come so far */
  constructor(
    private readonly clock: Pick<Clock, 'defer'>,
    private readonly position: () => ReaderPosition,
    private readonly onBatch: (batch: Batch) => void,
  ) {}

  /** Readers are at `from`. */
  begin(from: ReaderPosition): void {
    this.#from = from;
  }

  /** Drops what has come so far. */
  clear(): void {
    this.#events = [];
  }

  add(event: Frame | Signal): void {
    if (this.#events.push(event) > 1) return;
    this.#began = performance.now() / 1_000;
    this.clock.defer(this.#flushLater);
  }

  /** Hands over what has come so far without waiting for the turn's end. */
  flush(): void {
    if (this.#events.length === 0) return;
    const to = this.position();
    const batch = new Batch(this.#events, this.#from, to, this.#began);
    this.#events = [];
    this.#from = to;
    this.onBatch(batch);
  }
}
