import type { Encoding } from './encoding.js';
import type { Frame, Signal } from './frame.js';
import type { View } from './view.js';

/** Events that are due to a reader in one go, in order. Never empty. */
export class Selection {
  readonly #encoded = new Map<Encoding, Buffer>();
  /** Of the encoding asked for last: readers of one kind come in a row. */
  #lastEncoding: Encoding | undefined;
  #lastBytes: Buffer | undefined;
  /** Streams it has been written to and that the metrics have not summed up yet. */
  handedOver = 0;

  constructor(
    readonly events: readonly (Frame | Signal)[],
    /** When this process had the first of them, on a monotonic clock, in seconds. `undefined`: read from the past. */
    readonly acceptedAt?: number,
  ) {}

  /** All of them as one buffer, joined once whoever receives it: several events due in one turn are one write. */
  bytes(encoding: Encoding): Buffer {
    if (encoding === this.#lastEncoding && this.#lastBytes) return this.#lastBytes;
    this.#lastEncoding = encoding;
    return (this.#lastBytes = this.encode(encoding));
  }

  private encode(encoding: Encoding): Buffer {
    const [only] = this.events;
    if (only && this.events.length === 1) return only.bytes(encoding);
    let bytes = this.#encoded.get(encoding);
    if (!bytes) this.#encoded.set(encoding, (bytes = Buffer.concat(this.events.map((event) => event.bytes(encoding)))));
    return bytes;
  }
}

/** Where a reader is: the last event of the log and the last signal it is done with. */
export interface ReaderPosition {
  readonly seq: number;
  readonly signal: number;
}

/**
 * What a channel brought in one turn, for all its readers: logged events, contiguous from after `from.seq` to
 * `to.seq`, and signals from after `from.signal` to `to.signal`, in the order they came.
 */
export class Batch {
  readonly #selections = new Map<string, Selection | undefined>();
  /** Of the view asked for last: readers of an org mostly see the same. */
  #lastView: View | undefined;
  #lastSelection: Selection | undefined;

  constructor(
    private readonly events: readonly (Frame | Signal)[],
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
    if (seq > this.from.seq || signal > this.from.signal) return this.pick(view, seq, signal);
    if (view === this.#lastView) return this.#lastSelection;
    let selection = this.#selections.get(view.key);
    if (selection === undefined && !this.#selections.has(view.key)) {
      this.#selections.set(view.key, (selection = this.pick(view, seq, signal)));
    }
    this.#lastView = view;
    this.#lastSelection = selection;
    return selection;
  }

  private pick(view: View, seq: number, signal: number): Selection | undefined {
    const due = this.events.filter(
      (event) => (event.seq === undefined ? event.ordinal > signal : event.seq > seq) && view.sees(event),
    );
    return due.length > 0 ? new Selection(due, this.acceptedAt) : undefined;
  }
}
