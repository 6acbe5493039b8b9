import type { EphemeralEvent, GapReason } from '@bellhop/protocol';
import { type Observable, Subject } from 'rxjs';
import type { DomainDefinition } from '../events/domain-definition.js';
import type { EventLog, LogPosition, LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import type { Viewer } from '../application/viewer.js';
import { CursorResolver, type CursorPosition, type StartingPoint } from './cursor-resolver.js';
import { ChannelCache } from './channel-cache.js';
import { Frame, type EphemeralFrame } from './frame.js';
import type { History } from './history.js';
import { type HeadCheck, type LogHead, LogTail, type ReopenReason } from './log-tail.js';
import { OrgBuffer } from './org-buffer.js';
import type { CacheSource } from './org-cache.js';
import { type BatchListener, Subscribers } from './subscribers.js';
import { SessionRegistry, type SessionRegistryDeps } from './session-registry.js';
import type { Batch } from './selection.js';
import { EphemeralBuffer } from './ephemeral-buffer.js';
import { BatchCollector } from './batch-collector.js';
import { type OnPoisoned, TraitReader } from './traits.js';
import type { View } from './view.js';

/** Dependencies shared by all channels. */
export interface ChannelDeps extends SessionRegistryDeps {
  readonly log: EventLog<never>;
  readonly history: History;
  readonly definitions: ReadonlyMap<string, DomainDefinition>;
  readonly clock: Clock;
  /** Combines the subscribers' writes of one batch. @default each writes separately */
  readonly writer?: { cork(): void; uncork(): void };
  /** Called with failed reads, which the next head check retries, and with failures of subscribers. */
  readonly onError: (error: unknown, orgId: string) => void;
  /**
   * Called with each batch after the subscribers have it, for counting.
   * @default none
   */
  readonly onBatch?: (orgId: string, batch: Batch) => void;
  /**
   * Called for an event on which the application's own code (`changeBy`, `isChangedBy`, `latestBy`,
   * `audience`, an observer) failed. The org continues without it.
   * @default none
   */
  readonly onPoisoned?: OnPoisoned;
  /**
   * Called when a channel reopens, with the reason given to its subscribers.
   * @default none
   */
  readonly onReopened?: (orgId: string, reason: GapReason) => void;
}

/**
 * One org's events in this process. Events that its {@link LogTail} applies are buffered for a while, change rights and
 * facts at their position in the order, and are delivered in batches, one per turn.
 *
 * {@link batches} is the seam: the subscribers together are its first observer, and all others come after them.
 *
 * If the log shows another history, the channel drops its state, reloads every session and reopens at the head; every
 * subscriber gets a gap.
 */
export class OrgChannel {
  /** Sessions with open subscriptions, and their rights as of the last applied event. */
  readonly sessions: SessionRegistry;

  readonly #batches = new Subject<Batch>();
  readonly #reopenings = new Subject<ReopenReason>();
  readonly #tail: LogTail;
  readonly #cursors: CursorResolver;
  readonly #subscribers: Subscribers;
  readonly #collector: BatchCollector;
  readonly #cache: ChannelCache;
  readonly #ephemeral = new EphemeralBuffer();
  readonly #traits: TraitReader;
  readonly #buffer: OrgBuffer;
  /** Generation last announced to the observers; see {@link LogTail.generation}. */
  #toldGeneration = 0;

  constructor(
    readonly orgId: string,
    private readonly deps: ChannelDeps,
  ) {
    this.#traits = new TraitReader(deps.definitions, deps.onPoisoned);
    this.#buffer = new OrgBuffer(deps.definitions, 0);
    this.#cache = new ChannelCache(orgId);
    this.sessions = new SessionRegistry(orgId, deps);
    this.#collector = new BatchCollector(
      deps.clock,
      () => ({ ...this.#tail.head, ephemeral: this.#ephemeral.count }),
      (batch) => this.#batches.next(batch),
    );
    this.#subscribers = new Subscribers(deps.writer, (error) => this.report(error));
    this.#tail = new LogTail(orgId, deps, {
      apply: (record) => this.#apply(record),
      markOf: ({ domain, seq }) => this.#buffer.find(domain, seq)?.record.mark,
      forget: (reason) => this.#forget(reason),
      restore: () => this.sessions.restart(),
      begin: (head) => this.#begin(head),
      reopened: () => this.#reopened(),
    });
    this.#cursors = new CursorResolver(this.#tail, this.#buffer, (seq) => this.logged(seq));
    this.#subscribeFirst();
  }

  /** Applied events, one batch per turn. Completes with the channel; fails if the log could not be read to open it. */
  get batches(): Observable<Batch> {
    return this.#batches;
  }

  /** Emits each time the channel reopens: earlier events may no longer be valid. */
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

  /** How often the channel has reopened. */
  get generation(): number {
    return this.#tail.generation;
  }

  /** Live subscribers, which get each batch. */
  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** The `seq` of the last event applied: everything up to it has been delivered or is on its way. */
  get applied(): number {
    return this.#tail.applied;
  }

  /** The last event applied. */
  get head(): LogPosition {
    return this.#tail.head;
  }

  /** The newest ephemeral event's ordinal. */
  get ephemeralOrdinal(): number {
    return this.#ephemeral.count;
  }

  get buffer(): Pick<OrgBuffer, 'size' | 'forEachDomain'> {
    return this.#buffer;
  }

  /** Takes a committed event as a hint. */
  accept(record: LogRecord): void {
    this.#tail.accept(record);
  }

  /**
   * Takes an ephemeral event. Subscribers that keep up get it; others get the newest per key once they have caught up.
   * @param key a newer event with the same key replaces this one, within its domain, property and audience
   */
  acceptEphemeral(event: EphemeralEvent, key: string): void {
    if (this.#tail.isClosed()) return;
    const ephemeral = this.#ephemeral.add(event, key, this.#traits.audienceOf(event), this.deps.clock.monotonic());
    if (this.isOpen) this.#collector.add(ephemeral);
  }

  /** See {@link LogTail.headCheck}. */
  headCheck(): HeadCheck {
    return this.#tail.headCheck();
  }

  /** See {@link LogTail.acceptHead}. */
  acceptHead(asked: HeadCheck, told: LogHead): void {
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
   * Returns the viewer of a session; `undefined` if it is unknown or has ended. The log position is settled before the
   * application is asked, so that no change of rights falls in between. Waits until all announced events are applied,
   * so a change that this process committed applies at once.
   * @param maxAgeMs how long ago the log may have been asked for events without a hint; 0: read it now
   * @throws the log's error if it cannot be read
   */
  async viewerOf(sessionId: string, maxAgeMs: number): Promise<Viewer | undefined> {
    const known = this.knownViewer(sessionId, maxAgeMs);
    if (known) return known;
    await this.#tail.upToDate(maxAgeMs);
    return this.sessions.find(sessionId);
  }

  /** The same without waiting, which nearly always suffices; `undefined` means unknown. */
  knownViewer(sessionId: string, maxAgeMs: number): Viewer | undefined {
    return this.#tail.isUpToDate(maxAgeMs) ? this.sessions.known(sessionId) : undefined;
  }

  /**
   * Returns the application's facts about the org, as current as in {@link viewerOf}.
   * @throws the log's error if it cannot be read, and any error of the application's look-up
   */
  async cached<F>(source: CacheSource<F>, maxAgeMs: number): Promise<F> {
    await this.#tail.upToDate(maxAgeMs);
    return this.#cache.get(source);
  }

  /**
   * Returns the cursor of the last event applied, as current as in {@link viewerOf}.
   * @throws the log's error if it cannot be read
   */
  async currentCursor(maxAgeMs: number): Promise<string> {
    await this.#tail.upToDate(maxAgeMs);
    return this.cursorAt(this.head);
  }

  /** Passes every batch to `subscriber` until {@link removeSubscriber}. */
  addSubscriber(subscriber: BatchListener): void {
    this.#subscribers.add(subscriber);
  }

  removeSubscriber(subscriber: BatchListener): void {
    this.#subscribers.remove(subscriber);
  }

  /** Runs `retry` at the next tick, unless cancelled by {@link forgetRetry}. */
  retryLater(retry: () => void): void {
    this.#subscribers.retryLater(retry);
  }

  forgetRetry(retry: () => void): void {
    this.#subscribers.forgetRetry(retry);
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

  cursorAt(position: CursorPosition): string {
    return this.#cursors.cursorAt(position);
  }

  /** Returns buffered events after `seq` that `view` sees; `undefined` if only the log reaches back that far. */
  buffered(seq: number, view: View): readonly Frame[] | undefined {
    return this.#buffer.after(seq, view);
  }

  /** Reads events after `seq` from the log, shared with other subscribers: see {@link History.read}. */
  logged(seq: number): Promise<readonly Frame[]> {
    const { epoch } = this.#tail;
    return this.deps.history.read(this.orgId, seq, this.applied, (record) => this.#toFrame(record, epoch));
  }

  /** Returns the newest ephemeral event per key after `ordinal` that `view` sees. */
  ephemeralAfter(ordinal: number, view: View): readonly EphemeralFrame[] {
    return this.#ephemeral.after(ordinal, view);
  }

  /** Work of the shared timer: expires old events and retries failures. */
  tick(): void {
    this.#buffer.expire(this.deps.clock.monotonic());
    this.#ephemeral.expire(this.deps.clock.monotonic());
    this.sessions.sweep();
    this.#tail.tick();
    this.#subscribers.tick();
  }

  /** Reports a failure of a subscriber or an observer. */
  report(error: unknown): void {
    this.deps.onError(error, this.orgId);
  }

  /** @param failure why the channel could not open; its observers get this error */
  close(failure?: unknown): void {
    this.#tail.close();
    this.#cache.close();
    this.#subscribers.clear();
    this.sessions.close();
    if (failure === undefined) this.#batches.complete();
    else this.#batches.error(failure);
    this.#reopenings.complete();
  }

  #subscribeFirst(): void {
    const { onBatch } = this.deps;
    // Subscribers learn of a failed opening by `opened`.
    const error = (): void => undefined;
    this.#batches.subscribe({ next: (batch) => this.#subscribers.deliver(batch), error });
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
      this.#cache.apply(record);
    } catch (error) {
      // Its effect on rights is unknown, so all of them are reloaded before anything else is delivered.
      this.deps.onPoisoned?.(record, error);
      return false;
    }
    if (change) {
      // Earlier events fall under the old rights, this one and all that follow under the new ones.
      this.#collector.flush();
      this.sessions.apply(change);
    }
    const frame = this.#toFrame(record, this.#tail.epoch);
    this.#buffer.push(frame, this.deps.clock.monotonic());
    this.#collector.add(frame);
    return true;
  }

  #toFrame(record: LogRecord, epoch: string): Frame {
    return new Frame(record, epoch, this.#traits.traitsOf(record));
  }

  #forget(reason: ReopenReason): void {
    this.#cache.clear();
    this.#collector.clear();
    this.deps.history.forget(this.orgId);
    this.deps.onReopened?.(this.orgId, reason);
  }

  #begin(head: LogPosition): void {
    this.#collector.begin({ ...head, ephemeral: this.#ephemeral.count });
    this.#buffer.reset(head.seq);
  }

  #reopened(): void {
    this.#subscribers.reopen();
    const reason = this.#tail.reasonSince(this.#toldGeneration);
    this.#toldGeneration = this.generation;
    this.#reopenings.next(reason);
  }
}
