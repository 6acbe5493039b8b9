import {
  type Cursor,
  type EphemeralEvent,
  formatCursor,
  type Gap,
  type GapReason,
  parseCursor,
} from '@bellhop/protocol';
import { Subject } from 'rxjs';
import type { DomainDefinition } from '../events/domain-definition.js';
import { type EventLog, LOG_START, type LogPosition, type LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import type { Viewer } from '../application/viewer.js';
import { Frame, type Signal } from './frame.js';
import { HintBuffer } from './hint-buffer.js';
import type { History } from './history.js';
import { type LatestKey, latestKeyOf, type OnPoisoned, withoutReplaced } from './latest.js';
import { OrgBuffer } from './org-buffer.js';
import type { OrgFacts } from './org-memory.js';
import { Roster, type RosterDeps } from './roster.js';
import { Batch, type ReaderPosition } from './selection.js';
import { SignalBoard } from './signal-board.js';
import type { View } from './view.js';

/** What channels share. */
export interface ChannelDeps extends RosterDeps {
  readonly log: EventLog<never>;
  readonly history: History;
  readonly definitions: ReadonlyMap<string, DomainDefinition>;
  readonly clock: Clock;
  /** Where readers' writes of one batch are put together. Default: each writes by itself. */
  readonly writer?: { cork(): void; uncork(): void };
  /** Told of what could not be read, which the next head check tries again, and of readers that fail. */
  readonly onError: (error: unknown, orgId: string) => void;
  /**
   * Told of an event that the application's own code (`changeBy`, `isChangedBy`, `latestBy`) failed on. The org goes on without it.
   * @default nobody is
   */
  readonly onPoisoned?: OnPoisoned;
  /**
   * Told of a channel that begins anew, with what its readers are told.
   * @default nobody is
   */
  readonly onReopened?: (orgId: string, reason: GapReason) => void;
}

/** Receives each batch of events. */
export interface BatchReader {
  onBatch(batch: Batch): void;
  /** The channel begins anew, at the head: what the reader knows of its place may be of no use any more. */
  onReopened(): void;
}

/** A reader's place in the log. */
export interface Position {
  readonly seq: number;
  /** Proves the place; see `RecordLink`. `undefined`: from a cursor that proves nothing. */
  readonly mark: number | undefined;
}

/** Where a reader starts. */
export interface StartingPoint {
  readonly position: Position;
  /** The {@link OrgChannel.generation} that this is true of. */
  readonly generation: number;
  /** What it missed before cannot be given. */
  readonly gap?: Gap;
}

/** What of the channel the log is asked about, so that an answer that comes late is compared with what was then. */
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

const HEAL_STEP = 256;

/**
 * One org's events in this process. A push is only a hint: whatever order hints come in, doubled, late or not at all,
 * the channel applies events strictly in `seq` order, each once, and reads from the log what no hint told it.
 *
 * The log may go back: a restored backup, a failover that lost commits, a data directory copied back. So each event is
 * applied only if it is linked to the one before, and each answer of the log is compared with what was applied. Where
 * that shows another history, the channel forgets what it has, looks at every session again, and begins anew at the
 * head; every reader is told with a gap.
 *
 * States: *opening* (the log is asked for the head; hints wait; readers are given nothing), *open* (applies), *closed*.
 * While open it is *healing* whenever a hint is ahead of what was applied, or the head check found the log ahead.
 * From open it goes back to opening when it begins anew, which counts up the generation.
 */
export class OrgChannel {
  /** What was applied in one turn. */
  readonly batches = new Subject<Batch>();
  /** Who reads, and what each may see at this place in the log. */
  readonly roster: Roster;

  #state: 'opening' | 'open' | 'closed' = 'opening';
  #opened: Promise<void>;
  #openFailed = false;
  #epoch = '';
  readonly #latestKey: LatestKey;
  #head: LogPosition = LOG_START;
  #generation = 0;
  /** When the log was last asked for its head and has answered: all that was committed by then is known of. */
  #knownAt = 0;
  /** The last generation that began because the log had another history. */
  #otherHistory = 0;
  /** What this turn brought, not yet with the readers, and where they were before it. */
  #turn: (Frame | Signal)[] = [];
  #flushed: ReaderPosition = { ...LOG_START, signal: 0 };
  /** When the turn's first event came, on a monotonic clock, in seconds. */
  #turnBegan = 0;
  readonly #flushLater = (): void => this.flush();
  /** What the application was asked about the org, as it is at this place in the log. */
  readonly #facts = new Map<OrgFacts<unknown>, Promise<unknown>>();
  readonly #signals = new SignalBoard();
  readonly #readers = new Set<BatchReader>();
  readonly #buffer: OrgBuffer;
  readonly #hints = new HintBuffer();
  #healing: Promise<void> | undefined;
  #verifying: Promise<void> | undefined;
  #verifyingNext: Promise<void> | undefined;
  /** The newest `seq` anyone has told of. */
  #known = 0;
  /** Readers whose read of the log failed; the next tick tries again. */
  readonly #stalled = new Set<() => void>();

  constructor(
    readonly orgId: string,
    private readonly deps: ChannelDeps,
  ) {
    this.#latestKey = latestKeyOf(deps.definitions, deps.onPoisoned);
    this.#buffer = new OrgBuffer(deps.definitions, 0, this.#latestKey);
    this.roster = new Roster(orgId, deps);
    this.batches.subscribe((batch) => this.fanOut(batch));
    this.#opened = this.open();
  }

  /** Settles when the channel is open; rejects if the log could not be read. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** How often the channel has begun anew. */
  get generation(): number {
    return this.#generation;
  }

  /** Readers that are handed each batch. */
  get readers(): number {
    return this.#readers.size;
  }

  /** The `seq` of the last event applied: everything up to here is with the readers or on its way to them. */
  get applied(): number {
    return this.#head.seq;
  }

  /** The last event applied. */
  get head(): LogPosition {
    return this.#head;
  }

  /** The newest signal's ordinal. */
  get signalled(): number {
    return this.#signals.count;
  }

  get buffer(): Pick<OrgBuffer, 'size' | 'evictedTotal' | 'survey'> {
    return this.#buffer;
  }

  /** Takes a committed event as a hint. */
  accept(record: LogRecord): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'open' && record.seq <= this.applied) {
      // The same event again, or one that has its place in another history.
      if (!this.hasApplied(record)) this.verify().catch((error: unknown) => this.report(error));
      return;
    }
    this.#known = Math.max(this.#known, record.seq);
    if (this.#state === 'open' && record.seq === this.applied + 1 && record.prevMark === this.#head.mark) {
      this.apply(record);
    } else {
      this.#hints.add(record);
    }
    if (this.#state !== 'open') return;
    this.drainHints();
    this.healIfBehind();
  }

  /**
   * Takes an ephemeral event. Readers that keep up get it, those behind the newest value per key once they are not.
   * @param key where a newer value replaces this one, within its domain and property
   */
  signal(event: EphemeralEvent, key: string): void {
    if (this.#state === 'closed') return;
    const signal = this.#signals.post(event, key, this.deps.clock.monotonic());
    if (this.#state === 'open') this.join(signal);
  }

  /**
   * The viewer of a session; `undefined` when it is unknown or has ended. The place in the log is settled before the
   * application is asked, so that no change of rights falls in between. Waits until all is applied that hints have told
   * of: a change that this process committed holds before it is answered.
   * @param maxAgeMs how long ago the log may have been asked for what no hint told; 0: it is asked now
   * @throws the log's error when it cannot be read
   */
  async viewerOf(sessionId: string, maxAgeMs: number): Promise<Viewer | undefined> {
    const known = this.knownViewer(sessionId, maxAgeMs);
    if (known) return known;
    await this.upToDate(maxAgeMs);
    return this.roster.find(sessionId);
  }

  /** The same where nothing has to be waited for, which is nearly always; `undefined` says nothing. */
  knownViewer(sessionId: string, maxAgeMs: number): Viewer | undefined {
    return this.isUpToDate(maxAgeMs) ? this.roster.known(sessionId) : undefined;
  }

  /**
   * What the application says of the org, no older than {@link viewerOf} has it.
   * @throws the log's error when it cannot be read, and what the application's look-up throws
   */
  async factsOf<F>(facts: OrgFacts<F>, maxAgeMs: number): Promise<F> {
    await this.upToDate(maxAgeMs);
    const known = this.#facts.get(facts);
    // What is kept under an OrgFacts<F> is what that loaded.
    if (known) return known as Promise<F>;
    const loading = facts.load(this.orgId);
    if (!this.isClosed()) this.#facts.set(facts, loading);
    loading.catch(() => {
      if (this.#facts.get(facts) === loading) this.#facts.delete(facts);
    });
    return loading;
  }

  /**
   * The cursor of the last event applied, no older than {@link viewerOf} has it.
   * @throws the log's error when it cannot be read
   */
  async currentCursor(maxAgeMs: number): Promise<string> {
    await this.upToDate(maxAgeMs);
    return this.cursorAt(this.#head);
  }

  /** Hands every batch to `reader` until {@link removeReader}. */
  addReader(reader: BatchReader): void {
    this.#readers.add(reader);
  }

  removeReader(reader: BatchReader): void {
    this.#readers.delete(reader);
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
      this.reopen('epoch');
      return;
    }
    this.#known = Math.max(this.#known, told.seq);
    this.#knownAt = Math.max(this.#knownAt, asked.at);
    this.healIfBehind();
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

  /** Work of the shared timer: lets old events go, and tries again what failed. */
  tick(): void {
    this.#buffer.expire(this.deps.clock.monotonic());
    this.#signals.expire(this.deps.clock.monotonic());
    this.roster.sweep();
    if (this.#openFailed) this.openAgain();
    const stalled = [...this.#stalled];
    this.#stalled.clear();
    for (const retry of stalled) retry();
  }

  /** Runs `retry` at the next tick, unless taken back by {@link forgetRetry}. */
  retryLater(retry: () => void): void {
    this.#stalled.add(retry);
  }

  forgetRetry(retry: () => void): void {
    this.#stalled.delete(retry);
  }

  /**
   * Where a reader that sent `cursor` starts; without one, at the head.
   * @throws the log's error when it cannot be read: what is not known is no gap
   */
  async resolve(cursor: string | undefined, view: View): Promise<StartingPoint> {
    await this.#opened;
    if (cursor === undefined) return this.startAtHead();
    const parsed = parseCursor(cursor);
    if (!parsed) return this.gapAtHead('malformed', view);
    // What is found is true of this generation, which may be over by the time it is.
    let generation = this.#generation;
    let found = await this.locate(parsed);
    if (found !== 'here') {
      // It may come from an instance that has seen more, or another history, than hints have told this one so far.
      await this.sync();
      generation = this.#generation;
      found = await this.locate(parsed);
    }
    if (found !== 'here') return this.gapAtHead(found, view);
    return { position: { seq: parsed.seq, mark: parsed.mark }, generation };
  }

  /** A gap that ends at what is applied now. */
  gapAtHead(reason: GapReason, view: View): StartingPoint & { readonly gap: Gap } {
    const cursor = this.cursorAt(this.#head);
    return { ...this.startAtHead(), gap: { reason, cursor, domains: [...view.domains] } };
  }

  /** The gap of a reader that was here in `generation`, now that there is another. */
  gapSince(generation: number, view: View): StartingPoint & { readonly gap: Gap } {
    return this.gapAtHead(generation < this.#otherHistory ? 'epoch' : 'expired', view);
  }

  cursorAt({ seq, mark }: Position): string {
    return formatCursor({ epoch: this.#epoch, seq, ...(mark !== undefined && { mark }) });
  }

  /** From the buffer, what `view` sees after `seq`; `undefined` where only the log reaches back that far. */
  buffered(seq: number, view: View): readonly Frame[] | undefined {
    return this.#buffer.after(seq, view);
  }

  /** From the log, shared with other readers: see {@link History.read}. */
  logged(seq: number): Promise<readonly Frame[]> {
    return this.deps.history.read(this.orgId, seq, this.applied, this.#epoch);
  }

  /** Of events read from the log, those that no later one of them replaces. */
  withoutReplaced(frames: readonly Frame[]): readonly Frame[] {
    return withoutReplaced(frames, this.#latestKey);
  }

  /** The newest value per key of the signals after `ordinal` that `view` sees. */
  signalsAfter(ordinal: number, view: View): readonly Signal[] {
    return this.#signals.after(ordinal, view);
  }

  /** For a reader whose own end of it failed. */
  report(error: unknown): void {
    this.deps.onError(error, this.orgId);
  }

  close(): void {
    this.#state = 'closed';
    this.#hints.clear();
    this.#stalled.clear();
    this.#facts.clear();
    this.#readers.clear();
    this.roster.close();
    this.batches.complete();
  }

  /** Asks the log from now on: an answer that is under way may be to a question from before what the caller knows of. */
  private verifyAnew(): Promise<void> {
    this.#verifyingNext ??= (this.#verifying ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        this.#verifyingNext = undefined;
        return this.verify();
      });
    return this.#verifyingNext;
  }

  /** Whether all is applied that hints have told of, and the log was asked for the rest no longer ago than that. */
  private isUpToDate(maxAgeMs: number): boolean {
    if (maxAgeMs === 0 || this.#state !== 'open' || this.#known > this.applied) return false;
    return this.#knownAt >= this.deps.clock.monotonic() - maxAgeMs;
  }

  private async upToDate(maxAgeMs: number): Promise<void> {
    if (this.isUpToDate(maxAgeMs)) return;
    await this.#opened;
    const since = this.deps.clock.monotonic() - maxAgeMs;
    if (this.#knownAt < since || maxAgeMs === 0) await this.verifyAnew();
    // What is applied meanwhile may make it begin anew, or be overtaken by the next hint.
    while (this.#state === 'opening' || (this.#state === 'open' && this.#known > this.applied)) {
      this.healIfBehind();
      await (this.#healing ?? this.#opened);
    }
  }

  private async open(): Promise<void> {
    const at = this.deps.clock.monotonic();
    const { epoch, head, mark } = await this.deps.log.bounds(this.orgId);
    // Rights are part of what went back, and nothing is handed over by rights that are not known to be true.
    if (this.#generation > 0 && !this.isClosed()) await this.roster.restart();
    if (this.isClosed()) return;
    this.#epoch = epoch;
    this.#head = { seq: head, mark };
    this.#knownAt = at;
    this.#flushed = { ...this.#head, signal: this.#signals.count };
    this.#buffer.reset(head);
    this.#state = 'open';
    this.drainHints();
    this.healIfBehind();
    if (this.#generation === 0) return;
    for (const reader of [...this.#readers]) reader.onReopened();
  }

  /** Begins anew at the head. @param reason what readers are told of what they miss by it */
  private reopen(reason: 'epoch' | 'expired'): void {
    if (this.#state !== 'open') return;
    this.#state = 'opening';
    this.#generation += 1;
    if (reason === 'epoch') this.#otherHistory = this.#generation;
    this.#known = 0;
    this.#hints.clear();
    this.#facts.clear();
    this.#turn = [];
    this.deps.history.forget(this.orgId);
    this.deps.onReopened?.(this.orgId, reason);
    this.openAgain();
  }

  private openAgain(): void {
    this.#openFailed = false;
    this.#opened = this.open();
    this.#opened.catch((error: unknown) => {
      this.#openFailed = true;
      this.report(error);
    });
  }

  private healIfBehind(): void {
    if (this.#state !== 'open' || this.#known <= this.applied || this.#healing) return;
    this.#healing = this.readOn().finally(() => (this.#healing = undefined));
    this.#healing.catch((error: unknown) => this.report(error));
  }

  /** Reads from the log until nothing known is missing. */
  private async readOn(): Promise<void> {
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
        if (record.seq > this.applied + 1) this.reopen('expired');
        else if (record.prevMark !== this.#head.mark) this.reopen('epoch');
        else this.apply(record);
        if (isOver()) return;
      }
      this.drainHints();
      if (this.applied > before || isOver()) continue;
      const asked = this.question();
      const { epoch, head, mark } = await this.deps.log.bounds(this.orgId);
      if (isOver() || this.applied > before) continue;
      this.#hints.clear();
      // Either all up to the head has expired, or a hint told of more than the log has.
      if (head > this.applied) this.reopen('expired');
      else this.#known = this.applied;
      this.acceptHead(asked, { epoch, seq: head, mark });
    }
  }

  private drainHints(): void {
    this.#hints.dropUpTo(this.applied);
    for (let record; this.#state === 'open' && (record = this.#hints.take(this.applied + 1));) {
      if (record.prevMark === this.#head.mark) this.apply(record);
      else this.verify().catch((error: unknown) => this.report(error));
    }
  }

  /** Applies the event that is next. */
  private apply(record: LogRecord): void {
    let change;
    try {
      change = this.deps.access?.source.changeBy(record);
      for (const facts of this.#facts.keys()) if (facts.isChangedBy(record)) this.#facts.delete(facts);
    } catch (error) {
      // Nobody knows what it changes, so all is read again before anything else is handed over.
      this.deps.onPoisoned?.(record, error);
      this.reopen('expired');
      return;
    }
    if (change) {
      // What came before is still under the old rights, this event and all that follow under the new ones.
      this.flush();
      this.roster.apply(change);
    }
    const frame = new Frame(record, this.#epoch);
    this.#buffer.push(frame, this.deps.clock.monotonic());
    this.#head = { seq: record.seq, mark: record.mark };
    this.join(frame);
  }

  private hasApplied({ domain, seq, mark }: LogRecord): boolean {
    return seq === this.applied ? mark === this.#head.mark : this.#buffer.find(domain, seq)?.record.mark === mark;
  }

  private startAtHead(): StartingPoint {
    return { position: this.#head, generation: this.#generation };
  }

  /** Whether a cursor stands on an event that is there, as far as that can be told. */
  private async locate({ epoch, seq, mark }: Cursor): Promise<'here' | 'epoch' | 'ahead'> {
    if (epoch !== this.#epoch) return 'epoch';
    if (seq > this.applied) return 'ahead';
    if (mark === undefined) return 'here';
    // One that has expired is here as well: what is missing after it, its reader is told when it is to be read.
    return mark === ((await this.markAt(seq)) ?? mark) ? 'here' : 'epoch';
  }

  private async markAt(seq: number): Promise<number | undefined> {
    if (seq === this.applied) return this.#head.mark;
    const known = this.#buffer.markAt(seq);
    if (known !== undefined) return known;
    const [next] = await this.logged(seq);
    return next?.seq === seq + 1 ? next.record.prevMark : undefined;
  }

  private join(event: Frame | Signal): void {
    if (this.#turn.push(event) > 1) return;
    this.#turnBegan = performance.now() / 1_000;
    this.deps.clock.defer(this.#flushLater);
  }

  /** Hands what this turn brought to the readers at once, so that each of them writes once. */
  private flush(): void {
    if (this.#turn.length === 0) return;
    const to = { ...this.#head, signal: this.#signals.count };
    const batch = new Batch(this.#turn, this.#flushed, to, this.#turnBegan);
    this.#turn = [];
    this.#flushed = to;
    this.batches.next(batch);
  }

  /** One subscription for all readers: a set of them costs a tenth of what a subscription each does. */
  private fanOut(batch: Batch): void {
    const { writer } = this.deps;
    writer?.cork();
    try {
      for (const reader of this.#readers) this.handTo(reader, batch);
    } finally {
      writer?.uncork();
    }
  }

  private handTo(reader: BatchReader, batch: Batch): void {
    try {
      reader.onBatch(batch);
    } catch (error) {
      // One reader's trouble is not to keep the others from their events.
      this.report(error);
    }
  }

  private isClosed(): boolean {
    return this.#state === 'closed';
  }
}
