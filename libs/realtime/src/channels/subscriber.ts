import type { Gap } from '@bellhop/protocol';
import type { CursorPosition, StartingPoint } from './cursor-resolver.js';
import type { Frame } from './frame.js';
import { withoutReplaced } from './latest.js';
import type { OrgChannel } from './org-channel.js';
import type { BatchListener } from './subscribers.js';
import { type Batch, Selection } from './selection.js';
import type { View } from './view.js';

/** The transport side of a subscriber: a stream's socket or a waiting poll. */
export interface Connection {
  /**
   * Takes events, in order, each once.
   * @returns `false` if it can take no more until {@link Subscriber.resume}; these events are taken all the same
   */
  deliver(selection: Selection): boolean;
  /** The next `missed` logged events are lost for good; the subscriber continues from `gap.cursor`. */
  gap(gap: Gap, missed: number): boolean;
  /** Everything has been delivered. */
  caughtUp?(): void;
  /**
   * A method of the connection threw, so it is unknown which of the last events it took. The subscriber is closed; the client
   * must reconnect with its cursor.
   */
  failed(error: unknown): void;
}

/** Events delivered per step to a subscriber that is behind, before its connection may ask for a pause. */
const CATCH_UP_STEP = 64;
/** Payload text per step, in UTF-16 units, unless the first event has more: bounds the buffer of a slow socket. */
const CATCH_UP_LENGTH = 65_536;

/**
 * A cursor with the rights of its user, not a queue. A slow socket, a reconnect and a fresh long-poll are the same: a
 * cursor that is behind. So a subscriber costs the same memory however far behind it is.
 *
 * States:
 * - *behind*: events are due. It reads them from the channel's buffer or, further back, from the log, and delivers them
 *   while the connection takes them. A full connection pauses the reading until {@link resume}.
 * - *live*: everything was delivered; each batch of the channel goes straight to the connection. A full connection: behind.
 * - *closed*: final.
 */
export class Subscriber implements BatchListener {
  #state: 'behind' | 'live' | 'closed' = 'behind';
  #position: CursorPosition;
  /** The {@link OrgChannel.generation} of the position. */
  #generation: number;
  /** The last ephemeral event it is done with. Those from before it started are not delivered. */
  #ephemeral: number;
  #full = false;
  #reading = false;
  readonly #retry = (): void => void this.#catchUp();

  /** Events delivered so far. */
  delivered = 0;

  constructor(
    private readonly channel: OrgChannel,
    /** Its rights, read for each delivery; see {@link Registration}. */
    private readonly rights: { readonly view: View },
    { position, generation }: StartingPoint,
    private readonly connection: Connection,
  ) {
    this.#position = position;
    this.#generation = generation;
    this.#ephemeral = channel.ephemeralOrdinal;
    channel.addSubscriber(this);
  }

  /** The last event it is done with: delivered, or not visible to it. */
  get position(): CursorPosition {
    return this.#position;
  }

  get cursor(): string {
    return this.channel.cursorAt(this.#position);
  }

  get isLive(): boolean {
    return this.#state === 'live';
  }

  /** Starts delivery. */
  start(): void {
    void this.#catchUp();
  }

  /** The connection can take no more until {@link resume}. For connections that notice after `deliver`. */
  pause(): void {
    if (this.#state === 'closed') return;
    this.#full = true;
    this.#state = 'behind';
  }

  /** The connection can take more again. */
  resume(): void {
    this.#full = false;
    void this.#catchUp();
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.channel.removeSubscriber(this);
    this.channel.forgetRetry(this.#retry);
  }

  /** Called by the channel. */
  onBatch(batch: Batch): void {
    if (this.#state !== 'live') return;
    if (batch.from.seq > this.#position.seq) {
      this.#fallBehind();
      return;
    }
    const selection = batch.select(this.rights.view, this.#position.seq, this.#ephemeral);
    const { to } = batch;
    if (to.seq > this.#position.seq) this.#position = to;
    if (to.ephemeral > this.#ephemeral) this.#ephemeral = to.ephemeral;
    if (selection) this.#handOver(selection);
  }

  /** Called by the channel. */
  onReopened(): void {
    if (this.#state !== 'closed') this.#fallBehind();
  }

  #fallBehind(): void {
    this.#state = 'behind';
    void this.#catchUp();
  }

  #handOver(selection: Selection): void {
    this.delivered += selection.events.length;
    this.#ask(() => this.connection.deliver(selection));
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
      // The log's error was reported by the channel's own reads; this subscriber only has to retry.
      this.channel.retryLater(this.#retry);
      return;
    } finally {
      this.#reading = false;
    }
    if (this.#canRead()) this.#takeEphemeral();
    if (!this.#canRead()) return;
    this.#state = 'live';
    this.#ask(() => {
      this.connection.caughtUp?.();
      return true;
    });
  }

  /** The channel has reopened: the events that were due are lost. */
  #beginAnew(): void {
    const { position, generation, gap } = this.channel.gapSince(this.#generation, this.rights.view);
    const missed = gap.reason === 'expired' ? position.seq - this.#position.seq : 0;
    this.#generation = generation;
    this.#leap(position, gap, Math.max(0, missed));
  }

  /** @returns whether the buffer has the next events */
  #takeBuffered(): boolean {
    const frames = this.channel.buffered(this.#position.seq, this.rights.view);
    if (!frames) return false;
    const step = stepOf(frames);
    const last = step.at(-1);
    this.#position = last && step.length < frames.length ? last.position : this.channel.head;
    if (last) this.#handOver(new Selection(step));
    return true;
  }

  async #takeLogged(from: CursorPosition): Promise<void> {
    const frames = await this.channel.logged(from.seq);
    const [first] = frames;
    const isNext = first?.seq === from.seq + 1;
    // The next event has expired, or the log has gone back and never had it.
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
    const due = withoutReplaced(step.filter((frame) => this.rights.view.sees(frame)));
    if (due.length > 0) this.#handOver(new Selection(due));
  }

  #leap(position: CursorPosition, gap: Gap, missed: number): void {
    this.#position = position;
    this.#ask(() => this.connection.gap(gap, missed));
  }

  #takeEphemeral(): void {
    const due = this.channel.ephemeralAfter(this.#ephemeral, this.rights.view);
    this.#ephemeral = this.channel.ephemeralOrdinal;
    if (due.length > 0) this.#handOver(new Selection(due));
  }

  /** Calls the connection; closes the subscriber if it throws. */
  #ask(take: () => boolean): void {
    try {
      if (!take()) this.pause();
    } catch (error) {
      this.close();
      this.channel.report(error);
      this.connection.failed(error);
    }
  }

  #isOfBefore(): boolean {
    return this.#generation !== this.channel.generation;
  }

  #isBehind(): boolean {
    return this.#isOfBefore() || this.#position.seq < this.channel.applied;
  }

  /** A method, not an inline comparison, because the state changes while a read is awaited or a connection is called. */
  #canRead(): boolean {
    return this.#state === 'behind' && !this.#full && this.channel.isOpen;
  }
}

/** Returns the frames of the next step. */
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
