import { SharedChecksum } from './checksum.js';
import { EncodedForms, type Encoding } from './encoding.js';
import type { LogPosition } from '../log/event-log.js';
import type { Frame, Signal } from './frame.js';
import type { View } from './view.js';

/** Events that are due to a reader in one go, in order. Never empty. */
export class Selection {
  readonly #encoded = new EncodedForms();
  #checksum: SharedChecksum | undefined;
  /** Streams it has been written to and that the metrics have not summed up yet. */
  handedOver = 0;

  constructor(
    readonly events: readonly (Frame | Signal)[],
    /** When this process had the first of them, on a monotonic clock, in seconds. `undefined`: read from the past. */
    readonly acceptedAt?: number,
  ) {}

  /** All of them as one buffer, joined once whoever receives it: several events due in one turn are one write. */
  bytes(encoding: Encoding): Buffer {
    return this.#encoded.get(encoding) ?? this.#encoded.set(encoding, this.#join(encoding));
  }

  /** Of all of them before they are compressed. */
  get checksum(): SharedChecksum {
    return (this.#checksum ??= new SharedChecksum(this.events.map(({ checksum }) => checksum)));
  }

  #join(encoding: Encoding): Buffer {
    const [first] = this.events;
    if (first && this.events.length === 1) return first.bytes(encoding);
    return Buffer.concat(this.events.map((event) => event.bytes(encoding)));
  }
}

/** Where a reader is: the last event of the log and the last signal it is done with. */
export interface ReaderPosition extends LogPosition {
  readonly signal: number;
}

/**
 * What a channel brought in one turn, for all its readers: logged events, contiguous from after `from.seq` to
 * `to.seq`, and signals from after `from.signal` to `to.signal`, in the order they came.
 */
export class Batch {
  /** By view, once there is a second one. */
  #selections: Map<string, Selection | undefined> | undefined;
  /** Of the view asked for last: readers of an org mostly see the same. */
  #lastView: View | undefined;
  #lastSelection: Selection | undefined;

  constructor(
    readonly events: readonly (Frame | Signal)[],
    readonly from: ReaderPosition,
    readonly to: ReaderPosition,
    private readonly acceptedAt?: number,
  ) {}

  /**
   * What a reader gets of this batch; `undefined` if nothing. Shared by readers of the same view.
   * @param seq the last event of the log that the reader is done with
   * @param signal the last signal that it is done with
   */
  select(view: View, seq: number, signal: number): Selection | undefined {
    if (seq > this.from.seq || signal > this.from.signal) return this.#pick(view, seq, signal);
    if (view === this.#lastView) return this.#lastSelection;
    const selection = this.#lastView ? this.#ofAnother(view, this.#lastView) : this.#pick(view, seq, signal);
    this.#lastView = view;
    return (this.#lastSelection = selection);
  }

  #ofAnother(view: View, last: View): Selection | undefined {
    const known = (this.#selections ??= new Map([[last.key, this.#lastSelection]]));
    if (!known.has(view.key)) known.set(view.key, this.#pick(view, this.from.seq, this.from.signal));
    return known.get(view.key);
  }

  #pick(view: View, seq: number, signal: number): Selection | undefined {
    const due = this.events.filter(
      (event) => (event.seq === undefined ? event.ordinal > signal : event.seq > seq) && view.sees(event),
    );
    return due.length > 0 ? new Selection(due, this.acceptedAt) : undefined;
  }
}
