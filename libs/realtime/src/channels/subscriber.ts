import type { Gap } from '@bellhop/contracts';
import type { Frame } from './frame.js';
import type { BatchReader, OrgChannel } from './org-channel.js';
import { type Batch, Selection } from './selection.js';
import type { View } from './view.js';

/** A door's end of a subscriber: a stream's socket, a waiting poll. */
export interface Sink {
  /**
   * Takes events, in order, each once.
   * @returns `false` when it can take no more until {@link Subscriber.resume}; these events are taken all the same
   */
  deliver(selection: Selection): boolean;
  /** What comes next, `missed` events of the log, cannot be given any more; the subscriber goes on from `gap.cursor`. */
  gap(gap: Gap, missed: number): boolean;
  /** Everything there is has been handed over. */
  caughtUp?(): void;
}

/** Events read for a reader that is behind before its sink is asked whether it can take more. */
const CATCH_UP_STEP = 64;

/**
 * A reader: a cursor and what its user may see. It is not a queue. A slow socket, a reconnect and a fresh long-poll are
 * the same thing, a cursor that is behind, so a reader costs the same memory however far behind it is.
 *
 * States:
 * - *behind*: events are due. It reads them from the channel's buffer or, further back, from the log, and hands them
 *   over while the sink takes them. A full sink stops the reading until {@link resume}.
 * - *live*: everything was handed over; each batch of the channel goes straight to the sink. A full sink: behind.
 * - *closed*: final.
 */
export class Subscriber implements BatchReader {
  #state: 'behind' | 'live' | 'closed' = 'behind';
  #position: number;
  /** The last signal this reader is done with. Those from before its time are not for it. */
  #signal: number;
  #full = false;
  #reading = false;
  readonly #retry = (): void => void this.catchUp();

  /** Events handed over since the start. */
  handedOver = 0;

  constructor(
    private readonly channel: OrgChannel,
    /** What it may see, looked at whenever something is handed over; see {@link Seat}. */
    private readonly rights: { readonly view: View },
    position: number,
    private readonly sink: Sink,
  ) {
    this.#position = position;
    this.#signal = channel.signalled;
    channel.addReader(this);
  }

  /** The last event this reader is done with: handed over, or not for its eyes. */
  get position(): number {
    return this.#position;
  }

  get cursor(): string {
    return this.channel.cursorAt(this.#position);
  }

  get isLive(): boolean {
    return this.#state === 'live';
  }

  /** Begins to hand over. */
  start(): void {
    void this.catchUp();
  }

  /** The sink can take no more until {@link resume}; for one that learns it after `deliver`. */
  pause(): void {
    if (this.#state === 'closed') return;
    this.#full = true;
    this.#state = 'behind';
  }

  /** The sink can take more again. */
  resume(): void {
    this.#full = false;
    void this.catchUp();
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.channel.removeReader(this);
    this.channel.forgetRetry(this.#retry);
  }

  /** For the channel. */
  onBatch(batch: Batch): void {
    if (this.#state !== 'live') return;
    if (batch.from.seq > this.#position) {
      this.#state = 'behind';
      void this.catchUp();
      return;
    }
    const selection = batch.select(this.rights.view, this.#position, this.#signal);
    const { seq, signal } = batch.to;
    if (seq > this.#position) this.#position = seq;
    if (signal > this.#signal) this.#signal = signal;
    if (selection) this.handOver(selection);
  }

  private handOver(selection: Selection): void {
    this.handedOver += selection.events.length;
    if (!this.sink.deliver(selection)) this.pause();
  }

  private async catchUp(): Promise<void> {
    if (this.#reading || !this.canRead()) return;
    this.#reading = true;
    try {
      while (this.canRead() && this.#position < this.channel.applied) {
        const buffered = this.channel.buffered(this.#position, this.rights.view);
        if (buffered) this.takeBuffered(buffered);
        else this.takeLogged(await this.channel.logged(this.#position));
      }
      if (this.canRead()) this.takeSignals();
    } catch {
      // The channel's owner has been told of the log's trouble by its own reads; this reader only has to come again.
      this.channel.retryLater(this.#retry);
      return;
    } finally {
      this.#reading = false;
    }
    if (!this.canRead()) return;
    this.#state = 'live';
    this.sink.caughtUp?.();
  }

  private takeBuffered(frames: readonly Frame[]): void {
    const step = frames.slice(0, CATCH_UP_STEP);
    const last = step.at(-1);
    this.#position = last && step.length < frames.length ? last.seq : this.channel.applied;
    if (last) this.handOver(new Selection(step));
  }

  private takeLogged(frames: readonly Frame[]): void {
    if (!this.canRead()) return;
    const [first] = frames;
    if (first?.seq !== this.#position + 1) {
      const { position, gap } = this.channel.gapAtHead('expired', this.rights.view);
      const missed = position - this.#position;
      this.#position = position;
      if (!this.sink.gap(gap, missed)) this.pause();
      return;
    }
    const step = frames.slice(0, CATCH_UP_STEP);
    this.#position = step.at(-1)?.seq ?? this.#position;
    const due = this.channel.withoutReplaced(step.filter((frame) => this.rights.view.sees(frame)));
    if (due.length > 0) this.handOver(new Selection(due));
  }

  private takeSignals(): void {
    const due = this.channel.signalsAfter(this.#signal, this.rights.view);
    this.#signal = this.channel.signalled;
    if (due.length > 0) this.handOver(new Selection(due));
  }

  /** A method, not a comparison in place: the state changes while a read is awaited and while a sink is called. */
  private canRead(): boolean {
    return this.#state === 'behind' && !this.#full;
  }
}
