import { type EventLog, LOG_START, type LogPosition, type LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import { HintBuffer } from './hint-buffer.js';

/** Why a tail begins anew: the log has another history, or events cannot be read or worked out any more. */
export type ReopenReason = 'epoch' | 'expired';

/** What an org's events are applied to. Called in the order of the log. */
export interface Projection {
  /**
   * Applies the event that is next.
   * @returns `false` if nobody can tell what it changes: the tail begins anew
   */
  apply(record: LogRecord): boolean;
  /** The mark of an event that was applied; `undefined` where it is not remembered. */
  markOf(record: LogRecord): number | undefined;
  /** What was applied holds no longer. Nothing is applied until {@link begin}. */
  forget(reason: ReopenReason): void;
  /**
   * Reads anew what else depends on the log, before it begins anew.
   * @throws what the reading throws; called again at a later tick then
   */
  restore(): Promise<void>;
  /** The next event to be applied is the one after `head`. */
  begin(head: LogPosition): void;
  /** It has begun anew, with what hints told of meanwhile applied. */
  reopened(): void;
}

export interface LogTailDeps {
  readonly log: Pick<EventLog<never>, 'bounds' | 'read'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Told of what could not be read, which the next head check tries again. */
  readonly onError: (error: unknown, orgId: string) => void;
}

/** What the log is asked about, so that an answer that comes late is compared with what was then. */
export interface HeadQuestion {
  readonly generation: number;
  readonly head: LogPosition;
  /** When it was asked, on a monotonic clock, in milliseconds. */
  readonly at: number;
}

/** The head of an org's log, and the life of the log it counts in. */
export interface LogHead extends LogPosition {
  readonly epoch: string;
}

/** Events read from the log at a time. */
const HEAL_STEP = 256;

/**
 * Follows one org's log. A push is only a hint: whatever order hints come in, doubled, late or not at all, events are
 * applied strictly in `seq` order, each once, and what no hint told is read from the log.
 *
 * The log may go back: a restored backup, a failover that lost commits, a data directory copied back. So each event is
 * applied only if it is linked to the one before, and each answer of the log is compared with what was applied. Where
 * that shows another history, the tail begins anew at the head.
 *
 * States: *opening* (the log is asked for the head; hints wait), *open* (applies), *closed*. While open it is *healing*
 * whenever a hint is ahead of what was applied, or the head check found the log ahead. From open it goes back to opening
 * when it begins anew, which counts up the generation.
 */
export class LogTail {
  #state: 'opening' | 'open' | 'closed' = 'opening';
  #opened: Promise<void>;
  #openFailed = false;
  #epoch = '';
  #head: LogPosition = LOG_START;
  #generation = 0;
  /** The last generation that began because the log had another history. */
  #otherHistory = 0;
  /** When the log was last asked for its head and has answered: all that was committed by then is known of. */
  #knownAt = 0;
  /** The newest `seq` anyone has told of. */
  #known = 0;
  readonly #hints = new HintBuffer();
  #healing: Promise<void> | undefined;
  #verifying: Promise<void> | undefined;
  #verifyingNext: Promise<void> | undefined;

  constructor(
    private readonly orgId: string,
    private readonly deps: LogTailDeps,
    private readonly projection: Projection,
  ) {
    this.#opened = this.#open();
  }

  /** Settles when the tail is open; rejects if the log could not be read. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** A method, not a property: it changes while the log is awaited. */
  isClosed(): boolean {
    return this.#state === 'closed';
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** How often the tail has begun anew. */
  get generation(): number {
    return this.#generation;
  }

  /** The last event applied. */
  get head(): LogPosition {
    return this.#head;
  }

  /** The `seq` of the last event applied. */
  get applied(): number {
    return this.#head.seq;
  }

  /** Why it has begun anew since `generation`. */
  reasonSince(generation: number): ReopenReason {
    return generation < this.#otherHistory ? 'epoch' : 'expired';
  }

  /** Takes a committed event as a hint. */
  accept(record: LogRecord): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'open' && record.seq <= this.applied) {
      // The same event again, or one that has its place in another history.
      if (!this.#hasApplied(record)) this.verify().catch((error: unknown) => this.#report(error));
      return;
    }
    this.#known = Math.max(this.#known, record.seq);
    if (this.#state === 'open' && record.seq === this.applied + 1 && record.prevMark === this.#head.mark) {
      this.#apply(record);
    } else {
      this.#hints.add(record);
    }
    if (this.#state !== 'open') return;
    this.#drainHints();
    this.#healIfBehind();
  }

  /** To be asked before the log is, and given to {@link acceptHead} with its answer. */
  question(): HeadQuestion {
    return { generation: this.#generation, head: this.#head, at: this.deps.clock.monotonic() };
  }

  /** Takes the head of the log, as it was some time after `asked`. */
  acceptHead(asked: HeadQuestion, told: LogHead): void {
    if (this.#state !== 'open' || asked.generation !== this.#generation) return;
    // The log only grows, as long as it is the same.
    const wentBack = told.seq < asked.head.seq || (told.seq === asked.head.seq && told.mark !== asked.head.mark);
    if (wentBack || told.epoch !== this.#epoch) {
      this.#reopen('epoch');
      return;
    }
    this.#known = Math.max(this.#known, told.seq);
    this.#knownAt = Math.max(this.#knownAt, asked.at);
    this.#healIfBehind();
  }

  /**
   * Applies all that the log has now.
   * @throws the log's error when it cannot be read
   */
  async sync(): Promise<void> {
    await this.#opened;
    const asked = this.question();
    const { epoch, head, mark } = await this.deps.log.bounds(this.orgId);
    this.acceptHead(asked, { epoch, seq: head, mark });
    await this.#healing;
    await this.#opened;
  }

  /**
   * Asks the log whether what was applied is still its history; whoever asks meanwhile shares the answer.
   * @throws the log's error when it cannot be read
   */
  verify(): Promise<void> {
    this.#verifying ??= this.sync().finally(() => (this.#verifying = undefined));
    return this.#verifying;
  }

  /** Whether all is applied that hints have told of, and the log was asked for the rest at most `maxAgeMs` ago. */
  isUpToDate(maxAgeMs: number): boolean {
    if (maxAgeMs === 0 || this.#state !== 'open' || this.#known > this.applied) return false;
    return this.#knownAt >= this.deps.clock.monotonic() - maxAgeMs;
  }

  /**
   * Waits until {@link isUpToDate}.
   * @param maxAgeMs 0: the log is asked now
   * @throws the log's error when it cannot be read
   */
  async upToDate(maxAgeMs: number): Promise<void> {
    if (this.isUpToDate(maxAgeMs)) return;
    await this.#opened;
    const since = this.deps.clock.monotonic() - maxAgeMs;
    if (this.#knownAt < since || maxAgeMs === 0) await this.#verifyAnew();
    // What is applied meanwhile may make it begin anew, or be overtaken by the next hint.
    while (this.#state === 'opening' || (this.#state === 'open' && this.#known > this.applied)) {
      this.#healIfBehind();
      await (this.#healing ?? this.#opened);
    }
  }

  /** Tries again where the log could not be read to begin anew. */
  tick(): void {
    if (this.#openFailed) this.#openAgain();
  }

  close(): void {
    this.#state = 'closed';
    this.#hints.clear();
  }

  /** Asks the log from now on: an answer that is under way may be to a question from before what the caller knows of. */
  #verifyAnew(): Promise<void> {
    this.#verifyingNext ??= (this.#verifying ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        this.#verifyingNext = undefined;
        return this.verify();
      });
    return this.#verifyingNext;
  }

  async #open(): Promise<void> {
    const at = this.deps.clock.monotonic();
    const { epoch, head, mark } = await this.deps.log.bounds(this.orgId);
    if (this.#generation > 0 && !this.isClosed()) await this.projection.restore();
    if (this.isClosed()) return;
    this.#epoch = epoch;
    this.#head = { seq: head, mark };
    this.#knownAt = at;
    this.projection.begin(this.#head);
    this.#state = 'open';
    this.#drainHints();
    this.#healIfBehind();
    if (this.#generation > 0) this.projection.reopened();
  }

  #reopen(reason: ReopenReason): void {
    if (this.#state !== 'open') return;
    this.#state = 'opening';
    this.#generation += 1;
    if (reason === 'epoch') this.#otherHistory = this.#generation;
    this.#known = 0;
    this.#hints.clear();
    this.projection.forget(reason);
    this.#openAgain();
  }

  #openAgain(): void {
    this.#openFailed = false;
    this.#opened = this.#open();
    this.#opened.catch((error: unknown) => {
      this.#openFailed = true;
      this.#report(error);
    });
  }

  #healIfBehind(): void {
    if (this.#state !== 'open' || this.#known <= this.applied || this.#healing) return;
    this.#healing = this.#readOn().finally(() => (this.#healing = undefined));
    this.#healing.catch((error: unknown) => this.#report(error));
  }

  /** Reads from the log until nothing known is missing. */
  async #readOn(): Promise<void> {
    const generation = this.#generation;
    const isOver = (): boolean => this.#state !== 'open' || this.#generation !== generation;
    while (!isOver() && this.#known > this.applied) {
      const before = this.applied;
      const records = await this.deps.log.read(this.orgId, before, HEAL_STEP);
      if (isOver()) return;
      for (const record of records) {
        if (record.seq <= this.applied) continue;
        // The log has no holes, so what is missing here has expired before this process ever saw it. It may have changed
        // rights, too.
        if (record.seq > this.applied + 1) this.#reopen('expired');
        else if (record.prevMark !== this.#head.mark) this.#reopen('epoch');
        else this.#apply(record);
        if (isOver()) return;
      }
      this.#drainHints();
      if (this.applied > before || isOver()) continue;
      const asked = this.question();
      const { epoch, head, mark } = await this.deps.log.bounds(this.orgId);
      if (isOver() || this.applied > before) continue;
      this.#hints.clear();
      // Either all up to the head has expired, or a hint told of more than the log has.
      if (head > this.applied) this.#reopen('expired');
      else this.#known = this.applied;
      this.acceptHead(asked, { epoch, seq: head, mark });
    }
  }

  #drainHints(): void {
    this.#hints.dropUpTo(this.applied);
    for (let record; this.#state === 'open' && (record = this.#hints.take(this.applied + 1));) {
      if (record.prevMark === this.#head.mark) this.#apply(record);
      else this.verify().catch((error: unknown) => this.#report(error));
    }
  }

  /** Applies the event that is next. */
  #apply(record: LogRecord): void {
    if (this.projection.apply(record)) this.#head = { seq: record.seq, mark: record.mark };
    else this.#reopen('expired');
  }

  #hasApplied(record: LogRecord): boolean {
    const mark = record.seq === this.applied ? this.#head.mark : this.projection.markOf(record);
    return mark === record.mark;
  }

  #report(error: unknown): void {
    this.deps.onError(error, this.orgId);
  }
}
