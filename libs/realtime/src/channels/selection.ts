import { SharedChecksum } from './checksum.js';
import { EncodedForms, type Encoding } from './encoding.js';
import type { LogPosition } from '../log/event-log.js';
import type { Frame, EphemeralFrame } from './frame.js';
import type { View } from './view.js';

/** Events delivered together, in order. Never empty. */
export class Selection {
  readonly #encoded = new EncodedForms();
  #checksum: SharedChecksum | undefined;
  /** Streams it was written to that the metrics have not summed up yet. */
  delivered = 0;

  constructor(
    readonly events: readonly (Frame | EphemeralFrame)[],
    /** When this process got the first of them, by a monotonic clock, in seconds. `undefined` for replayed events. */
    readonly acceptedAt?: number,
  ) {}

  /** All events as one buffer, joined once for all subscribers: several events of one turn are one write. */
  bytes(encoding: Encoding): Buffer {
    return this.#encoded.get(encoding) ?? this.#encoded.set(encoding, this.#join(encoding));
  }

  /** Checksum of all events before compression. */
  get checksum(): SharedChecksum {
    return (this.#checksum ??= new SharedChecksum(this.events.map(({ checksum }) => checksum)));
  }

  #join(encoding: Encoding): Buffer {
    const [first] = this.events;
    if (first && this.events.length === 1) return first.bytes(encoding);
    return Buffer.concat(this.events.map((event) => event.bytes(encoding)));
  }
}

/** A subscriber's position: the last logged and the last ephemeral event it is done with. */
export interface ChannelPosition extends LogPosition {
  readonly ephemeral: number;
}

/**
 * The events of one turn of a channel, for all its subscribers: logged ones, contiguous from after `from.seq` to
 * `to.seq`, and ephemeral ones from after `from.signal` to `to.signal`, in order of arrival.
 */
export class Batch {
  /** By view, once there is a second one. */
  #selections: Map<string, Selection | undefined> | undefined;
  /** The view selected last: most subscribers of an org see the same. */
  #lastView: View | undefined;
  #lastSelection: Selection | undefined;
  /** Everyone in an audience of its events, once a view of a user is selected. */
  #people: ReadonlySet<string> | undefined;

  constructor(
    readonly events: readonly (Frame | EphemeralFrame)[],
    readonly from: ChannelPosition,
    readonly to: ChannelPosition,
    private readonly acceptedAt?: number,
  ) {}

  /**
   * Returns a subscriber's part of this batch; `undefined` if empty. Shared by subscribers with the same view.
   * @param seq the last logged event that the subscriber is done with
   * @param ephemeral the last ephemeral event that it is done with
   */
  select(view: View, seq: number, ephemeral: number): Selection | undefined {
    if (seq > this.from.seq || ephemeral > this.from.ephemeral) return this.#pick(view, seq, ephemeral);
    // Only who is concerned personally gets a selection of their own.
    const own = view.userId !== undefined && this.#concerns(view.userId) ? view : view.shared;
    if (own === this.#lastView) return this.#lastSelection;
    const selection = this.#lastView ? this.#ofAnother(own, this.#lastView) : this.#pick(own, seq, ephemeral);
    this.#lastView = own;
    return (this.#lastSelection = selection);
  }

  #concerns(userId: string): boolean {
    this.#people ??= new Set(this.events.flatMap(({ audience }) => (audience ? [...audience] : [])));
    return this.#people.has(userId);
  }

  #ofAnother(view: View, last: View): Selection | undefined {
    const known = (this.#selections ??= new Map([[last.key, this.#lastSelection]]));
    if (!known.has(view.key)) known.set(view.key, this.#pick(view, this.from.seq, this.from.ephemeral));
    return known.get(view.key);
  }

  #pick(view: View, seq: number, ephemeral: number): Selection | undefined {
    const due = this.events.filter(
      (event) => (event.seq === undefined ? event.ordinal > ephemeral : event.seq > seq) && view.sees(event),
    );
    return due.length > 0 ? new Selection(due, this.acceptedAt) : undefined;
  }
}
