import { type EventLog, LOG_START, type LogPosition, type LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import { HintBuffer } from './hint-buffer.js';

/** Why a tail reopens: the log has another history, or events could no longer be read or derived. */
export type ReopenReason = 'epoch' | 'expired';

/** State derived from an org's events. Called in log order. */
export interface Projection {
  /**
   * Applies the next event.
   * @returns `false` if its effect cannot be determined: the tail reopens
   */
  apply(record: LogRecord): boolean;
  /** Returns the mark of an applied event; `undefined` if it is no longer known. */
  markOf(record: LogRecord): number | undefined;
  /** Invalidates everything applied. Nothing is applied until {@link begin}. */
  forget(reason: ReopenReason): void;
  /**
   * Reloads other state that depends on the log, before the tail reopens.
   * @throws any error of the reload; called again at a later tick
   */
  restore(): Promise<void>;
  /** The next event to apply is the one after `head`. */
  begin(head: LogPosition): void;
  /** The tail has reopened and applied the hints that arrived meanwhile. */
  reopened(): void;
}

export interface LogTailDeps {
  readonly log: Pick<EventLog<never>, 'bounds' | 'read'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Called with failed reads, which the next head check retries. */
  readonly onError: (error: unknown, orgId: string) => void;
}

/** State when the log is asked for its head, to compare a late answer with. */
export interface HeadCheck {
  readonly generation: number;
  readonly head: LogPosition;
  /** Time of the question by the monotonic clock, in milliseconds. */
  readonly at: number;
}

/** The head of an org's log, with the log's epoch. */
export interface LogHead extends LogPosition {
  readonly epoch: string;
}

/** Events per read of the log. */
const HEAL_STEP = 256;

/**
 * Follows one org's log. A push is only a hint: hints may be out of order, doubled, late or missing, but events are
 * applied strictly in `seq` order, each once, and missing ones are read from the log.
 *
 * The log may go back: a restored backup, a failover that lost commits, a data directory copied back. So each event is
 * applied only if it links to the one before, and each answer of the log is compared with the applied events. If the
 * history differs, the tail reopens at the head.
 *
 * States: *opening* (reads the head from the log; hints wait), *open* (applies events), *closed*. While open it is
 * *healing* whenever a hint is ahead of the applied events, or the head check found the log ahead. When it reopens it
 * goes from open back to opening and increments the generation.
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
  /** When the last answered read of the head was sent: every commit up to then is known. */
  #knownAt = 0;
  /** The newest `seq` announced by any hint or head. */
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

  /** A method, not a property, because it changes while the log is awaited. */
  isClosed(): boolean {
    return this.#state === 'closed';
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** How often the tail has reopened. */
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

  /** Why it has reopened since `generation`. */
  reasonSince(generation: number): ReopenReason {
    return generation < this.#otherHistory ? 'epoch' : 'expired';
  }

  /** Takes a committed event as a hint. */
  accept(record: LogRecord): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'open' && record.seq <= this.applied) {
      // A duplicate, or an event of another history.
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

  /** Call it before reading the log's head, and pass it to {@link acceptHead} with the result. */
  headCheck(): HeadCheck {
    return { generation: this.#generation, head: this.#head, at: this.deps.clock.monotonic() };
  }

  /** Takes the log's head, read some time after `asked`. */
  acceptHead(asked: HeadCheck, told: LogHead): void {
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
   * Applies everything that the log has now.
   * @throws the log's error if it cannot be read
   */
  async sync(): Promise<void> {
    await this.#opened;
    const asked = this.headCheck();
    const { epoch, head, mark } = await this.deps.log.bounds(this.orgId);
    this.acceptHead(asked, { epoch, seq: head, mark });
    await this.#healing;
    await this.#opened;
  }

  /**
   * Checks with the log that the applied events are still its history. Concurrent callers share one read.
   * @throws the log's error if it cannot be read
   */
  verify(): Promise<void> {
    this.#verifying ??= this.sync().finally(() => (this.#verifying = undefined));
    return this.#verifying;
  }

  /** Whether all announced events are applied, and the log was asked for others at most `maxAgeMs` ago. */
  isUpToDate(maxAgeMs: number): boolean {
    if (maxAgeMs === 0 || this.#state !== 'open' || this.#known > this.applied) return false;
    return this.#knownAt >= this.deps.clock.monotonic() - maxAgeMs;
  }

  /**
   * Waits until {@link isUpToDate}.
   * @param maxAgeMs 0: read the log now
   * @throws the log's error if it cannot be read
   */
  async upToDate(maxAgeMs: number): Promise<void> {
    if (this.isUpToDate(maxAgeMs)) return;
    await this.#opened;
    const since = this.deps.clock.monotonic() - maxAgeMs;
    if (this.#knownAt < since || maxAgeMs === 0) await this.#verifyAnew();
    // Applying events meanwhile may reopen the tail, or the next hint may be ahead again.
    while (this.#state === 'opening' || (this.#state === 'open' && this.#known > this.applied)) {
      this.#healIfBehind();
      await (this.#healing ?? this.#opened);
    }
  }

  /** Retries a failed reopening. */
  tick(): void {
    if (this.#openFailed) this.#openAgain();
  }

  close(): void {
    this.#state = 'closed';
    this.#hints.clear();
  }

  /** Starts a new read of the log: the answer to a current one may predate what the caller knows of. */
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

  /** Reads from the log until all announced events are applied. */
  async #readOn(): Promise<void> {
    const generation = this.#generation;
    const isOver = (): boolean => this.#state !== 'open' || this.#generation !== generation;
    while (!isOver() && this.#known > this.applied) {
      const before = this.applied;
      const records = await this.deps.log.read(this.orgId, before, HEAL_STEP);
      if (isOver()) return;
      for (const record of records) {
        if (record.seq <= this.applied) continue;
        // The log has no holes, so missing events have expired before this process read them. They may have changed
        // rights, too.
        if (record.seq > this.applied + 1) this.#reopen('expired');
        else if (record.prevMark !== this.#head.mark) this.#reopen('epoch');
        else this.#apply(record);
        if (isOver()) return;
      }
      this.#drainHints();
      if (this.applied > before || isOver()) continue;
      const asked = this.headCheck();
      const { epoch, head, mark } = await this.deps.log.bounds(this.orgId);
      if (isOver() || this.applied > before) continue;
      this.#hints.clear();
      // Either everything up to the head has expired, or a hint announced more than the log has.
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

  /** Applies the next event. */
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
