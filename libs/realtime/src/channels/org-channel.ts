import type { EphemeralEvent, GapReason } from '@bellhop/protocol';
import { type Observable, Subject } from 'rxjs';
import type { DomainDefinition } from '../events/domain-definition.js';
import type { EventLog, LogPosition, LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import type { Viewer } from '../application/viewer.js';
import { CursorResolver, type Position, type StartingPoint } from './cursor-resolver.js';
import { FactCache } from './fact-cache.js';
import { Frame, type Signal } from './frame.js';
import type { History } from './history.js';
import { type LatestKey, latestKeyOf, type OnPoisoned, withoutReplaced } from './latest.js';
import { type HeadQuestion, type LogHead, LogTail, type ReopenReason } from './log-tail.js';
import { OrgBuffer } from './org-buffer.js';
import type { OrgFacts } from './org-memory.js';
import { type BatchReader, Readers } from './readers.js';
import { Roster, type RosterDeps } from './roster.js';
import type { Batch } from './selection.js';
import { SignalBoard } from './signal-board.js';
import { Turn } from './turn.js';
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
   * Given each batch once the readers have it, for counting.
   * @default nobody is
   */
  readonly onBatch?: (orgId: string, batch: Batch) => void;
  /**
   * Told of an event that the application's own code (`changeBy`, `isChangedBy`, `latestBy`, an observer) failed on. The
   * org goes on without it.
   * @default nobody is
   */
  readonly onPoisoned?: OnPoisoned;
  /**
   * Told of a channel that begins anew, with what its readers are told.
   * @default nobody is
   */
  readonly onReopened?: (orgId: string, reason: GapReason) => void;
}

/**
 * One org's events in this process: what its {@link LogTail} applies is kept for a while, changes rights and facts at its
 * place in the order, and goes out in batches, one a turn.
 *
 * {@link batches} is the seam: the readers together are its first subscriber, whatever else listens comes after them.
 *
 * Where the log shows another history, the channel forgets what it has, looks at every session again and begins anew at
 * the head; every reader is told with a gap.
 */
export class OrgChannel {
  /** Who reads, and what each may see at this place in the log. */
  readonly roster: Roster;

  readonly #batches = new Subject<Batch>();
  readonly #reopenings = new Subject<ReopenReason>();
  readonly #tail: LogTail;
  readonly #cursors: CursorResolver;
  readonly #readers: Readers;
  readonly #turn: Turn;
  readonly #facts: FactCache;
  readonly #signals = new SignalBoard();
  readonly #latestKey: LatestKey;
  readonly #buffer: OrgBuffer;
  /** Whose place the observers have; see {@link LogTail.generation}. */
  #toldGeneration = 0;

  constructor(
    readonly orgId: string,
    private readonly deps: ChannelDeps,
  ) {
    this.#latestKey = latestKeyOf(deps.definitions, deps.onPoisoned);
    this.#buffer = new OrgBuffer(deps.definitions, 0, this.#latestKey);
    this.#facts = new FactCache(orgId);
    this.roster = new Roster(orgId, deps);
    this.#turn = new Turn(
      deps.clock,
      () => ({ ...this.#tail.head, signal: this.#signals.count }),
      (batch) => this.#batches.next(batch),
    );
    this.#readers = new Readers(deps.writer, (error) => this.report(error));
    this.#tail = new LogTail(orgId, deps, {
      apply: (record) => this.#apply(record),
      markOf: ({ domain, seq }) => this.#buffer.find(domain, seq)?.record.mark,
      forget: (reason) => this.#forget(reason),
      restore: () => this.roster.restart(),
      begin: (head) => this.#begin(head),
      reopened: () => this.#reopened(),
    });
    this.#cursors = new CursorResolver(this.#tail, this.#buffer, (seq) => this.logged(seq));
    this.#subscribeFirst();
  }

  /** What is applied, once a turn. Ends with the channel; fails if the log could not be read to open it. */
  get batches(): Observable<Batch> {
    return this.#batches;
  }

  /** Tells of each time that the channel has begun anew: what was applied before holds no longer. */
  get reopenings(): Observable<ReopenReason> {
    return this.#reopenings;
  }

  /** Settles when the channel is open; rejects if the log could not be read. */
  get opened(): Promise<void> {
    return this.#tail.opened;
  }

  get isOpen(): boolean {
    return this.#tail.isOpen;
  }

  /** How often the channel has begun anew. */
  get generation(): number {
    return this.#tail.generation;
  }

  /** Readers that are handed each batch. */
  get readers(): number {
    return this.#readers.size;
  }

  /** The `seq` of the last event applied: everything up to here is with the readers or on its way to them. */
  get applied(): number {
    return this.#tail.applied;
  }

  /** The last event applied. */
  get head(): LogPosition {
    return this.#tail.head;
  }

  /** The newest signal's ordinal. */
  get signalled(): number {
    return this.#signals.count;
  }

  get buffer(): Pick<OrgBuffer, 'size' | 'survey'> {
    return this.#buffer;
  }

  /** Takes a committed event as a hint. */
  accept(record: LogRecord): void {
    this.#tail.accept(record);
  }

  /**
   * Takes an ephemeral event. Readers that keep up get it, those behind the newest value per key once they are not.
   * @param key where a newer value replaces this one, within its domain and property
   */
  signal(event: EphemeralEvent, key: string): void {
    if (this.#tail.isClosed()) return;
    const signal = this.#signals.post(event, key, this.deps.clock.monotonic());
    if (this.isOpen) this.#turn.add(signal);
  }

  /** See {@link LogTail.question}. */
  question(): HeadQuestion {
    return this.#tail.question();
  }

  /** See {@link LogTail.acceptHead}. */
  acceptHead(asked: HeadQuestion, told: LogHead): void {
    this.#tail.acceptHead(asked, told);
  }

  /** See {@link LogTail.sync}. */
  sync(): Promise<void> {
    return this.#tail.sync();
  }

  /** See {@link LogTail.verify}. */
  verify(): Promise<void> {
    return this.#tail.verify();
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
    await this.#tail.upToDate(maxAgeMs);
    return this.roster.find(sessionId);
  }

  /** The same where nothing has to be waited for, which is nearly always; `undefined` says nothing. */
  knownViewer(sessionId: string, maxAgeMs: number): Viewer | undefined {
    return this.#tail.isUpToDate(maxAgeMs) ? this.roster.known(sessionId) : undefined;
  }

  /**
   * What the application says of the org, no older than {@link viewerOf} has it.
   * @throws the log's error when it cannot be read, and what the application's look-up throws
   */
  async factsOf<F>(facts: OrgFacts<F>, maxAgeMs: number): Promise<F> {
    await this.#tail.upToDate(maxAgeMs);
    return this.#facts.of(facts);
  }

  /**
   * The cursor of the last event applied, no older than {@link viewerOf} has it.
   * @throws the log's error when it cannot be read
   */
  async currentCursor(maxAgeMs: number): Promise<string> {
    await this.#tail.upToDate(maxAgeMs);
    return this.cursorAt(this.head);
  }

  /** Hands every batch to `reader` until {@link removeReader}. */
  addReader(reader: BatchReader): void {
    this.#readers.add(reader);
  }

  removeReader(reader: BatchReader): void {
    this.#readers.remove(reader);
  }

  /** Runs `retry` at the next tick, unless taken back by {@link forgetRetry}. */
  retryLater(retry: () => void): void {
    this.#readers.retryLater(retry);
  }

  forgetRetry(retry: () => void): void {
    this.#readers.forgetRetry(retry);
  }

  /** See {@link CursorResolver.resolve}. */
  resolve(cursor: string | undefined, view: View): Promise<StartingPoint> {
    return this.#cursors.resolve(cursor, view);
  }

  /** See {@link CursorResolver.gapAtHead}. */
  gapAtHead(reason: GapReason, view: View): ReturnType<CursorResolver['gapAtHead']> {
    return this.#cursors.gapAtHead(reason, view);
  }

  /** See {@link CursorResolver.gapSince}. */
  gapSince(generation: number, view: View): ReturnType<CursorResolver['gapSince']> {
    return this.#cursors.gapSince(generation, view);
  }

  cursorAt(position: Position): string {
    return this.#cursors.cursorAt(position);
  }

  /** From the buffer, what `view` sees after `seq`; `undefined` where only the log reaches back that far. */
  buffered(seq: number, view: View): readonly Frame[] | undefined {
    return this.#buffer.after(seq, view);
  }

  /** From the log, shared with other readers: see {@link History.read}. */
  logged(seq: number): Promise<readonly Frame[]> {
    return this.deps.history.read(this.orgId, seq, this.applied, this.#tail.epoch);
  }

  /** Of events read from the log, those that no later one of them replaces. */
  withoutReplaced(frames: readonly Frame[]): readonly Frame[] {
    return withoutReplaced(frames, this.#latestKey);
  }

  /** The newest value per key of the signals after `ordinal` that `view` sees. */
  signalsAfter(ordinal: number, view: View): readonly Signal[] {
    return this.#signals.after(ordinal, view);
  }

  /** Work of the shared timer: lets old events go, and tries again what failed. */
  tick(): void {
    this.#buffer.expire(this.deps.clock.monotonic());
    this.#signals.expire(this.deps.clock.monotonic());
    this.roster.sweep();
    this.#tail.tick();
    this.#readers.tick();
  }

  /** For a reader or an observer whose own end of it failed. */
  report(error: unknown): void {
    this.deps.onError(error, this.orgId);
  }

  /** @param failure why it could not open; what observes it fails with that */
  close(failure?: unknown): void {
    this.#tail.close();
    this.#facts.close();
    this.#readers.clear();
    this.roster.close();
    if (failure === undefined) this.#batches.complete();
    else this.#batches.error(failure);
    this.#reopenings.complete();
  }

  #subscribeFirst(): void {
    const { onBatch } = this.deps;
    // Readers learn by `opened` that it could not open.
    const error = (): void => undefined;
    this.#batches.subscribe({ next: (batch) => this.#readers.give(batch), error });
    if (onBatch) this.#batches.subscribe({ next: (batch) => this.#guarded(() => onBatch(this.orgId, batch)), error });
  }

  #guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.report(error);
    }
  }

  #apply(record: LogRecord): boolean {
    let change;
    try {
      change = this.deps.access?.source.changeBy(record);
      this.#facts.apply(record);
    } catch (error) {
      // Nobody knows what it changes, so all is read again before anything else is handed over.
      this.deps.onPoisoned?.(record, error);
      return false;
    }
    if (change) {
      // What came before is still under the old rights, this event and all that follow under the new ones.
      this.#turn.flush();
      this.roster.apply(change);
    }
    const frame = new Frame(record, this.#tail.epoch);
    this.#buffer.push(frame, this.deps.clock.monotonic());
    this.#turn.add(frame);
    return true;
  }

  #forget(reason: ReopenReason): void {
    this.#facts.clear();
    this.#turn.clear();
    this.deps.history.forget(this.orgId);
    this.deps.onReopened?.(this.orgId, reason);
  }

  #begin(head: LogPosition): void {
    this.#turn.begin({ ...head, signal: this.#signals.count });
    this.#buffer.reset(head.seq);
  }

  #reopened(): void {
    this.#readers.reopen();
    const reason = this.#tail.reasonSince(this.#toldGeneration);
    this.#toldGeneration = this.generation;
    this.#reopenings.next(reason);
  }
}
