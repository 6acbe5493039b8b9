import { type EphemeralEvent, formatCursor, type Gap, type GapReason, parseCursor } from '@bellhop/contracts';
import { Subject } from 'rxjs';
import type { DomainDefinition } from '../events/domain-definition.js';
import type { EventLog, LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import type { Viewer } from '../viewer.js';
import { Frame, type Signal } from './frame.js';
import type { History } from './history.js';
import { withoutReplaced } from './latest.js';
import { OrgBuffer } from './org-buffer.js';
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
}

/** Somebody who is handed what a turn brought. */
export interface BatchReader {
  onBatch(batch: Batch): void;
}

/** Where a reader starts. `gap`: what it missed before cannot be given. */
export interface StartingPoint {
  readonly position: number;
  readonly gap?: Gap;
}

/** Hints held until the log has given what comes before them. More than that, and the log is read instead. */
const MAX_PENDING = 1_000;
const HEAL_STEP = 256;

/**
 * One org's events in this process. A push is only a hint: whatever order hints come in, doubled, late or not at all,
 * the channel applies events strictly in `seq` order, each once, and reads from the log what no hint told it.
 *
 * States: *opening* (the log is asked for the head; hints wait), *open* (applies), *closed*.
 * While open it is *healing* whenever a hint is ahead of what was applied, or the head check found the log ahead.
 */
export class OrgChannel {
  /** What was applied in one turn. */
  readonly batches = new Subject<Batch>();
  /** Who reads, and what each may see at this place in the log. */
  readonly roster: Roster;
  /** Settles when the channel is open; rejects if the log could not be read. */
  readonly opened: Promise<void>;

  #state: 'opening' | 'open' | 'closed' = 'opening';
  #applied = 0;
  /** What this turn brought, not yet with the readers, and where they were before it. */
  #turn: (Frame | Signal)[] = [];
  #flushed: ReaderPosition = { seq: 0, signal: 0 };
  /** When the turn's first event came, on a monotonic clock, in seconds. */
  #turnBegan = 0;
  readonly #flushLater = (): void => this.flush();
  readonly #signals = new SignalBoard();
  readonly #readers = new Set<BatchReader>();
  #buffer: OrgBuffer;
  readonly #pending = new Map<number, LogRecord>();
  #healing: Promise<void> | undefined;
  /** The newest `seq` anyone has told of. */
  #known = 0;
  /** Readers whose read of the log failed; the next tick tries again. */
  readonly #stalled = new Set<() => void>();

  constructor(
    readonly orgId: string,
    private readonly deps: ChannelDeps,
  ) {
    this.#buffer = new OrgBuffer(deps.definitions, 0);
    this.roster = new Roster(orgId, deps);
    this.batches.subscribe((batch) => this.fanOut(batch));
    this.opened = this.open();
  }

  /** Readers that are handed each batch. */
  get readers(): number {
    return this.#readers.size;
  }

  /** The last event applied: everything up to here is with the readers or on its way to them. */
  get applied(): number {
    return this.#applied;
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
    if (this.#state === 'closed' || (this.#state === 'open' && record.seq <= this.#applied)) return;
    this.#known = Math.max(this.#known, record.seq);
    if (this.#state === 'open' && record.seq === this.#applied + 1) {
      this.apply(record);
      this.drainPending();
    } else if (this.#pending.size < MAX_PENDING) {
      this.#pending.set(record.seq, record);
    }
    if (this.#state === 'open' && this.#known > this.#applied) void this.heal();
  }

  /**
   * Takes an ephemeral event. Readers that keep up get it, those behind the newest value per key once they are not.
   * @param key where a newer value replaces this one, within its domain and property
   */
  signal(event: EphemeralEvent, key: string): void {
    if (this.#state !== 'open') return;
    this.join(this.#signals.post(event, key, this.deps.clock.monotonic()));
  }

  /**
   * The viewer of a session; `undefined` when it is unknown or has ended. The place in the log is settled before the
   * application is asked, so that no change of rights falls in between.
   */
  async viewerOf(sessionId: string): Promise<Viewer | undefined> {
    await this.opened;
    return this.roster.find(sessionId);
  }

  /** Hands every batch to `reader` until {@link removeReader}. */
  addReader(reader: BatchReader): void {
    this.#readers.add(reader);
  }

  removeReader(reader: BatchReader): void {
    this.#readers.delete(reader);
  }

  /** Takes the head of the log as a hint. */
  acceptHead(head: number): void {
    this.#known = Math.max(this.#known, head);
    if (this.#state === 'open' && this.#known > this.#applied) void this.heal();
  }

  /** Applies all that the log has now. */
  async sync(): Promise<void> {
    await this.opened;
    this.acceptHead((await this.deps.log.bounds(this.orgId)).head);
    await this.heal();
  }

  /** Work of the shared timer: lets old events go, and lets readers whose read failed try again. */
  tick(): void {
    this.#buffer.expire(this.deps.clock.monotonic());
    this.#signals.expire(this.deps.clock.monotonic());
    this.roster.sweep();
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

  /** Where a reader that sent `cursor` starts; without one, at the head. */
  async resolve(cursor: string | undefined, view: View): Promise<StartingPoint> {
    await this.opened;
    if (cursor === undefined) return { position: this.#applied };
    const parsed = parseCursor(cursor);
    if (!parsed) return this.gapAtHead('malformed', view);
    if (parsed.epoch !== this.deps.log.epoch) return this.gapAtHead('epoch', view);
    // A snapshot's cursor may be ahead of what hints have told this process so far.
    if (parsed.seq > this.#applied) await this.sync();
    return parsed.seq > this.#applied ? this.gapAtHead('ahead', view) : { position: parsed.seq };
  }

  /** A gap that ends at what is applied now. */
  gapAtHead(reason: GapReason, view: View): { position: number; gap: Gap } {
    const cursor = this.cursorAt(this.#applied);
    return { position: this.#applied, gap: { reason, cursor, domains: [...view.domains] } };
  }

  cursorAt(seq: number): string {
    return formatCursor({ epoch: this.deps.log.epoch, seq });
  }

  /** From the buffer, what `view` sees after `position`; `undefined` where only the log reaches back that far. */
  buffered(position: number, view: View): readonly Frame[] | undefined {
    return this.#buffer.after(position, view);
  }

  /** From the log, shared with other readers: see {@link History.read}. */
  logged(position: number): Promise<readonly Frame[]> {
    return this.deps.history.read(this.orgId, position, this.#applied);
  }

  /** Of events read from the log, those that no later one of them replaces. */
  withoutReplaced(frames: readonly Frame[]): readonly Frame[] {
    return withoutReplaced(frames, this.deps.definitions);
  }

  /** The newest value per key of the signals after `ordinal` that `view` sees. */
  signalsAfter(ordinal: number, view: View): readonly Signal[] {
    return this.#signals.after(ordinal, view);
  }

  close(): void {
    this.#state = 'closed';
    this.#pending.clear();
    this.#stalled.clear();
    this.#readers.clear();
    this.roster.close();
    this.batches.complete();
  }

  private async open(): Promise<void> {
    const { head } = await this.deps.log.bounds(this.orgId);
    if (this.#state === 'closed') return;
    this.#applied = head;
    this.#flushed = { seq: head, signal: 0 };
    this.#buffer = new OrgBuffer(this.deps.definitions, head);
    this.#state = 'open';
    this.drainPending();
    if (this.#known > this.#applied) void this.heal();
  }

  /** Reads from the log until nothing known is missing. One at a time; whoever asks meanwhile waits for the same. */
  private heal(): Promise<void> {
    this.#healing ??= this.readOn()
      .catch((error: unknown) => this.deps.onError(error, this.orgId))
      .finally(() => (this.#healing = undefined));
    return this.#healing;
  }

  private async readOn(): Promise<void> {
    while (this.#known > this.#applied) {
      const records = await this.deps.log.read(this.orgId, this.#applied, HEAL_STEP);
      if (this.isClosed()) return;
      const before = this.#applied;
      for (const record of records) {
        // The log has no holes, so what is missing here has expired before this process ever saw it. Readers that
        // waited for it are told when they find it missing too.
        if (record.seq > this.#applied + 1) this.skipTo(record.seq - 1);
        if (record.seq === this.#applied + 1) this.apply(record);
      }
      this.drainPending();
      if (this.#applied === before) {
        if (records.length > 0) continue;
        const { head } = await this.deps.log.bounds(this.orgId);
        if (this.isClosed()) return;
        if (head > this.#applied) this.skipTo(head);
        // Told of more than the log has: a hint from a life of the database that is over.
        else this.#known = this.#applied;
        this.#pending.clear();
      }
    }
  }

  private skipTo(seq: number): void {
    this.flush();
    this.#applied = seq;
    this.#buffer.reset(seq);
    // A batch of nothing that begins where the skip ends: whoever still needed what is left out sees that it is behind.
    this.#flushed = { ...this.#flushed, seq };
    this.batches.next(new Batch([], this.#flushed, this.#flushed));
    // What was left out may have changed rights.
    void this.roster.reload();
  }

  private drainPending(): void {
    for (const seq of this.#pending.keys()) if (seq <= this.#applied) this.#pending.delete(seq);
    for (let record; (record = this.#pending.get(this.#applied + 1));) {
      this.#pending.delete(record.seq);
      this.apply(record);
    }
  }

  private apply(record: LogRecord): void {
    const change = this.deps.access?.source.changeBy(record);
    if (change) {
      // What came before is still under the old rights, this event and all that follow under the new ones.
      this.flush();
      this.roster.apply(change);
    }
    const frame = new Frame(record, this.deps.log.epoch);
    this.#buffer.push(frame, this.deps.clock.monotonic());
    this.#applied = frame.seq;
    this.join(frame);
  }

  private join(event: Frame | Signal): void {
    if (this.#turn.push(event) > 1) return;
    this.#turnBegan = performance.now() / 1_000;
    this.deps.clock.defer(this.#flushLater);
  }

  /** Hands what this turn brought to the readers at once, so that each of them writes once. */
  private flush(): void {
    if (this.#turn.length === 0) return;
    const to = { seq: this.#applied, signal: this.#signals.count };
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
      this.deps.onError(error, this.orgId);
    }
  }

  private isClosed(): boolean {
    return this.#state === 'closed';
  }
}
