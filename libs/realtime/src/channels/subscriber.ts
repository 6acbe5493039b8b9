import type { Gap } from '@bellhop/protocol';
import type { Position, StartingPoint } from './cursor-resolver.js';
import type { Frame } from './frame.js';
import type { OrgChannel } from './org-channel.js';
import type { BatchReader } from './readers.js';
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
  /**
   * It threw, so nobody knows what of the last events it took. The subscriber is closed; the client is to come back with
   * the cursor it has.
   */
  failed(error: unknown): void;
}

/** Events handed over to a reader that is behind before its sink is asked whether it can take more. */
const CATCH_UP_STEP = 64;
/** Payload text of these, in UTF-16 units, unless the first has more: what waits in a slow reader's socket. */
const CATCH_UP_LENGTH = 65_536;

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
  #position: Position;
  /** The {@link OrgChannel.generation} that the position is true of. */
  #generation: number;
  /** The last signal this reader is done with. Those from before its time are not for it. */
  #signal: number;
  #full = false;
  #reading = false;
  readonly #retry = (): void => void this.#catchUp();

  /** Events handed over since the start. */
  handedOver = 0;

  constructor(
    private readonly channel: OrgChannel,
    /** What it may see, looked at whenever something is handed over; see {@link Seat}. */
    private readonly rights: { readonly view: View },
    { position, generation }: StartingPoint,
    private readonly sink: Sink,
  ) {
    this.#position = position;
    this.#generation = generation;
    this.#signal = channel.signalled;
    channel.addReader(this);
  }

  /** The last event this reader is done with: handed over, or not for its eyes. */
  get position(): Position {
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
    void this.#catchUp();
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
    void this.#catchUp();
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
    if (batch.from.seq > this.#position.seq) {
      this.#fallBehind();
      return;
    }
    const selection = batch.select(this.rights.view, this.#position.seq, this.#signal);
    const { to } = batch;
    if (to.seq > this.#position.seq) this.#position = to;
    if (to.signal > this.#signal) this.#signal = to.signal;
    if (selection) this.#handOver(selection);
  }

  /** For the channel. */
  onReopened(): void {
    if (this.#state !== 'closed') this.#fallBehind();
  }

  #fallBehind(): void {
    this.#state = 'behind';
    void this.#catchUp();
  }

  #handOver(selection: Selection): void {
    this.handedOver += selection.events.length;
    this.#ask(() => this.sink.deliver(selection));
  }

  async #catchUp(): Promise<void> {
    if (this.#reading || !this.#canRead()) return;
    this.#reading = true;
    try {
      while (this.#canRead() && this.#isBehind()) {
        if (this.#isOfBefore()) this.#beginAnew();
        else if (!this.#takeBuffered()) await this.#takeLogged(this.#position);
      }
    } catch {
      // The channel's owner has been told of the log's trouble by its own reads; this reader only has to come again.
      this.channel.retryLater(this.#retry);
      return;
    } finally {
      this.#reading = false;
    }
    if (this.#canRead()) this.#takeSignals();
    if (!this.#canRead()) return;
    this.#state = 'live';
    this.#ask(() => {
      this.sink.caughtUp?.();
      return true;
    });
  }

  /** The channel has begun anew since: nothing that was due is to be had. */
  #beginAnew(): void {
    const { position, generation, gap } = this.channel.gapSince(this.#generation, this.rights.view);
    const missed = gap.reason === 'expired' ? position.seq - this.#position.seq : 0;
    this.#generation = generation;
    this.#leap(position, gap, Math.max(0, missed));
  }

  /** @returns whether memory has what comes next */
  #takeBuffered(): boolean {
    const frames = this.channel.buffered(this.#position.seq, this.rights.view);
    if (!frames) return false;
    const step = stepOf(frames);
    const last = step.at(-1);
    this.#position = last && step.length < frames.length ? last.position : this.channel.head;
    if (last) this.#handOver(new Selection(step));
    return true;
  }

  async #takeLogged(from: Position): Promise<void> {
    const frames = await this.channel.logged(from.seq);
    const [first] = frames;
    const isNext = first?.seq === from.seq + 1;
    // What comes next has expired, or the log has gone back and never had it.
    if (!isNext) await this.channel.verify();
    if (!this.#canRead() || this.#position !== from || this.#isOfBefore()) return;
    if (!isNext || (from.mark !== undefined && first.record.prevMark !== from.mark)) {
      const { position, gap } = this.channel.gapAtHead(isNext ? 'epoch' : 'expired', this.rights.view);
      this.#leap(position, gap, isNext ? 0 : position.seq - from.seq);
      return;
    }
    const step = stepOf(frames);
    const last = step.at(-1);
    if (last) this.#position = last.position;
    const due = this.channel.withoutReplaced(step.filter((frame) => this.rights.view.sees(frame)));
    if (due.length > 0) this.#handOver(new Selection(due));
  }

  #leap(position: Position, gap: Gap, missed: number): void {
    this.#position = position;
    this.#ask(() => this.sink.gap(gap, missed));
  }

  #takeSignals(): void {
    const due = this.channel.signalsAfter(this.#signal, this.rights.view);
    this.#signal = this.channel.signalled;
    if (due.length > 0) this.#handOver(new Selection(due));
  }

  /** Asks the sink to take something; one that throws is done with. */
  #ask(take: () => boolean): void {
    try {
      if (!take()) this.pause();
    } catch (error) {
      this.close();
      this.channel.report(error);
      this.sink.failed(error);
    }
  }

  #isOfBefore(): boolean {
    return this.#generation !== this.channel.generation;
  }

  #isBehind(): boolean {
    return this.#isOfBefore() || this.#position.seq < this.channel.applied;
  }

  /** A method, not a comparison in place: the state changes while a read is awaited and while a sink is called. */
  #canRead(): boolean {
    return this.#state === 'behind' && !this.#full && this.channel.isOpen;
  }
}

/** As many of the first frames as are handed over in one step. */
function stepOf(frames: readonly Frame[]): readonly Frame[] {
  let length = 0;
  let count = 0;
  for (const frame of frames) {
    length += frame.length;
    if (count > 0 && (count === CATCH_UP_STEP || length > CATCH_UP_LENGTH)) break;
    count += 1;
  }
  return count === frames.length ? frames : frames.slice(0, count);
}
