import { type EventLog, isOtherHistory, LOG_START, type LogPosition, type LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import { Attempt, type AttemptResult } from './attempt.js';
import { backoffMs } from './backoff.js';
import type { DeliveryReports } from './delivery-reports.js';
import type { Claim, DeliveryStore, Partition, PartitionProgress } from './delivery-store.js';
import { describeFailure, type HandlerFailure } from './handler-failure.js';
import { toEvent, toEventJson } from '../log/logged-event.js';
import type { Subscription } from './subscription.js';

/** Dependencies that partition runs share with their worker. */
export interface PartitionConsumerDeps {
  readonly log: Pick<EventLog<unknown>, 'read' | 'bounds' | 'seqBefore'>;
  readonly store: DeliveryStore;
  readonly clock: Clock;
  readonly reports: DeliveryReports;
  /** Returns UUIDs, version 7, for dead letters. */
  readonly newId: () => string;
  /** Returns a number from 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly leaseMs: number;
  /** Handled events after which the position is saved. */
  readonly saveEvery: number;
  /** Time after which it is saved in any case, in milliseconds, even if the subscription only skipped events. */
  readonly saveEveryMs: number;
  readonly counts: DeliveryCounts;
  /** Whether other partitions wait for this one's slot. */
  readonly othersWait: () => boolean;
  /** Called when a timed-out handler still runs; `settled` resolves when it ends, if ever. */
  readonly overdue: (subscription: string, settled: Promise<unknown>) => void;
}

/** The worker's counters since the process started. */
export interface DeliveryCounts {
  /** Running handlers. */
  inFlight: number;
  delivered: number;
  retried: number;
  deadLettered: number;
  expired: number;
}

/** How a run ended, and so what comes next for its partition. */
export type ConsumerOutcome =
  /** Nothing, until new events arrive. */
  | { readonly kind: 'idle' }
  /** More events are there. */
  | { readonly kind: 'more' }
  /** The next attempt is due after `delayMs`. */
  | { readonly kind: 'postponed'; readonly delayMs: number }
  /** A process crashed while it held the partition: run it again when no other such partition runs. */
  | { readonly kind: 'suspect' }
  /** The store or the log failed. `unreleased`: the claim that the store still considers held, with its progress. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly unreleased?: Unreleased };

/** A claim that could not be released. */
export interface Unreleased {
  readonly claim: Claim;
  /** Current at the time of the call. */
  readonly progress: () => PartitionProgress;
}

const IDLE: ConsumerOutcome = { kind: 'idle' };
const MORE: ConsumerOutcome = { kind: 'more' };
const SUSPECT: ConsumerOutcome = { kind: 'suspect' };
/** Maximum records per read. */
const PAGE = 100;
/** Maximum payload bytes per read, unless one event alone exceeds it: bounds a running partition's memory. */
const PAGE_BYTES = 262_144;
/** After this many events or milliseconds, a partition gives up its slot if others wait for one. */
const TURN = { events: 100, ms: 1_000 } as const;
/** How long a suspect partition is processed with marks, in milliseconds, if `saveEvery` events take longer. */
const CAUTIOUS_MS = 10_000;
/** Extra time by which a restored log's position moves back, in milliseconds: its clock may be another server's now. */
const REWIND_MARGIN_MS = 10_000;
const ENDED: HandlerFailure = {
  name: 'ProcessEnded',
  message: 'the process ended each time while this event was handled',
  stack: '',
};

/**
 * Processes one partition: claims it, passes its events to the handler strictly in order, and releases it.
 *
 * States: *claiming*, *working*, then *over*. While working it may be told to
 * - *finish*: to stop after the current event,
 * - *abandon*: to cancel the current event as well; it stays after the position,
 * - *lose*: the same, without calling the store, because the partition belongs to another instance now.
 *
 * The position is saved at intervals and on release, so a crash repeats some events and skips none. After a crash, any
 * of them may be the cause. The partition is then *suspect*: each event is marked in the store before its handler is
 * called, and the run is `alone`, with no other suspect beside it, so that the next crash counts as a failure of
 * exactly the event being handled.
 *
 * A position proves its history: the event after it links to the event at it. If it does not, the log was restored to
 * an earlier state, and the events after the fork were logged after the log was last known to contain the position. So
 * the partition goes back to before that time, and its subscriber misses nothing of the new history.
 */
export class PartitionConsumer {
  #claim: Claim | undefined;
  #heldUntil = -Infinity;
  #stop: 'no' | 'finish' | 'abandon' | 'lost' = 'no';
  #attempt: Attempt | undefined;
  /** Everything up to here has been processed. */
  #position: LogPosition = LOG_START;
  /** Time of the last read that proved the position to be in the log's history, by the monotonic clock. */
  #provenAt = 0;
  #saved = 0;
  #savedAt = 0;
  #unsaved = 0;
  /** Events passed to the handler in this run, and all events passed, wanted or not. */
  #handed = 0;
  #passed = 0;
  /** By the monotonic clock. */
  #beganAt = 0;

  constructor(
    readonly partition: Partition,
    private readonly subscription: Subscription,
    private readonly deps: PartitionConsumerDeps,
    private readonly alone: boolean,
  ) {}

  /** The run's current claim, to be renewed. */
  get claim(): Claim | undefined {
    return this.#stop === 'lost' ? undefined : this.#claim;
  }

  /** End of the lease, by this process's monotonic clock. */
  get heldUntil(): number {
    return this.#heldUntil;
  }

  /** Called when the lease was renewed by a call made at `askedAt`, by the monotonic clock. */
  renewed(askedAt: number): void {
    this.#heldUntil = askedAt + this.deps.leaseMs;
  }

  finish(): void {
    if (this.#stop === 'no') this.#stop = 'finish';
  }

  abandon(): void {
    if (this.#stop === 'lost') return;
    this.#stop = 'abandon';
    this.#attempt?.cancel(new Error('the process is shutting down'));
  }

  lose(): void {
    if (this.#stop === 'lost') return;
    this.#stop = 'lost';
    this.deps.reports.leaseLost(this.partition);
    this.#attempt?.cancel(new Error('the lease was lost'));
  }

  /** Never rejects. */
  async run(): Promise<ConsumerOutcome> {
    try {
      const askedAt = (this.#beganAt = this.deps.clock.monotonic());
      const claim = await this.deps.store.claim(this.partition, this.deps.leaseMs);
      if (!claim) return IDLE;
      this.#claim = claim;
      this.#position = { seq: claim.position, mark: claim.mark };
      this.#provenAt = askedAt - claim.provenAgoMs;
      this.#saved = claim.position;
      this.#savedAt = askedAt;
      this.renewed(askedAt);
      if (claim.crashes > 0 && !this.alone) {
        await this.deps.store.release(claim, this.#progress());
        return SUSPECT;
      }
      return (await this.#wasPutBack(claim)) ? await this.#goBack(claim) : await this.#work(claim);
    } catch (error) {
      return await this.#failedFor(error);
    } finally {
      this.#claim = undefined;
    }
  }

  async #work(claim: Claim): Promise<ConsumerOutcome> {
    do {
      if (!this.#mayGoOn()) break;
      const askedAt = this.deps.clock.monotonic();
      const records = await this.deps.log.read(this.partition.orgId, this.#position.seq, PAGE, PAGE_BYTES);
      if (!this.#mayGoOn()) break;
      if (!(await this.#follows(records[0], claim))) return await this.#goBack(claim);
      if (records.length > 0) this.#provenAt = askedAt;
      for (const record of records) {
        if (!this.#mayGoOn() || this.#hasHadItsTurn(claim)) break;
        if (this.subscription.filter.matches(record)) {
          const outcome = await this.#deliver(claim, record);
          if (outcome) return outcome;
          if (this.#isCancelled()) break;
        }
        this.#position = { seq: record.seq, mark: record.mark };
        this.#passed += 1;
        await this.#saveIfDue(claim);
      }
      if (records.length === 0 || (records.length < PAGE && this.#position.seq >= claim.head.seq)) break;
    } while (!this.#hasHadItsTurn(claim));
    if (this.#stop === 'lost') return IDLE;
    return this.#letGo(claim);
  }

  /** Makes one attempt at one event. An outcome ends the run; without one it continues, unless it was cancelled. */
  async #deliver(claim: Claim, record: LogRecord): Promise<ConsumerOutcome | undefined> {
    const { clock, store, counts } = this.deps;
    const retried = record.seq === claim.position + 1 ? claim : undefined;
    const failures = retried?.failures ?? 0;
    if (retried && retried.crashes > 0 && failures >= this.subscription.maxAttempts) {
      return this.#setAside(claim, record, failures, retried.firstFailedAt ?? clock.now(), ENDED);
    }
    if (claim.crashes > 0) {
      if (!(await store.mark(claim, this.#progress()))) return this.#fenced();
      this.#noteSaved();
      this.#mayGoOn();
      if (this.#isCancelled()) return undefined;
    }
    const result = await this.#run(record, failures + 1);
    if (result.kind === 'handled') {
      counts.delivered += 1;
      this.#unsaved += 1;
    }
    if (result.kind !== 'failed') return undefined;
    return this.#failed(claim, record, failures + 1, retried?.firstFailedAt ?? clock.now(), result.error);
  }

  async #run(record: LogRecord, number: number): Promise<AttemptResult> {
    const { clock, counts, overdue } = this.deps;
    const attempt = new Attempt(clock, this.subscription);
    this.#attempt = attempt;
    this.#handed += 1;
    counts.inFlight += 1;
    try {
      return await attempt.run(() => toEvent(record), number);
    } finally {
      counts.inFlight -= 1;
      this.#attempt = undefined;
      if (attempt.settled) overdue(this.subscription.name, attempt.settled);
    }
  }

  async #failed(
    claim: Claim,
    record: LogRecord,
    failures: number,
    firstFailedAt: number,
    error: unknown,
  ): Promise<ConsumerOutcome | undefined> {
    const { store, counts, reports } = this.deps;
    if (failures >= this.subscription.maxAttempts) {
      return this.#setAside(claim, record, failures, firstFailedAt, describeFailure(error));
    }
    const delayMs = backoffMs(this.subscription.backoff, failures, this.deps.random());
    if (!(await store.postpone(claim, this.#progress(), { failures, firstFailedAt, delayMs }))) return this.#fenced();
    counts.retried += 1;
    reports.retry(this.partition, record.seq, failures, delayMs, error);
    return { kind: 'postponed', delayMs };
  }

  async #setAside(
    claim: Claim,
    record: LogRecord,
    attempts: number,
    firstFailedAt: number,
    failure: HandlerFailure,
  ): Promise<ConsumerOutcome | undefined> {
    const { store, clock, counts, reports } = this.deps;
    const { seq } = record;
    const deadLetter = {
      ...this.partition,
      id: this.deps.newId(),
      seq,
      eventJson: toEventJson(record),
      failure,
      attempts,
      firstFailedAt,
      lastFailedAt: clock.now(),
    };
    const passed = { ...this.#progress(), seq, mark: record.mark };
    if (!(await store.deadLetter(claim, passed, deadLetter))) return this.#fenced();
    counts.deadLettered += 1;
    reports.deadLetter(deadLetter);
    this.#position = { seq, mark: record.mark };
    this.#noteSaved();
    return undefined;
  }

  /** Whether the log continues from the position. Skips events that have expired meanwhile. */
  async #follows(first: LogRecord | undefined, { head }: Claim): Promise<boolean> {
    const { seq, mark } = this.#position;
    if (first?.seq === seq + 1) return !isOtherHistory(mark, first.prevMark);
    if (first) this.#skipTo({ seq: first.seq - 1, mark: first.prevMark });
    else if (head.seq > seq) {
      // The head was read before the records: if the log has it but returns none, everything up to it has expired.
      if ((await this.deps.log.bounds(this.partition.orgId)).head < head.seq) return false;
      this.#skipTo(head);
    }
    return true;
  }

  /** Releases the partition. If its log does not end at the position, there is more to do. */
  async #letGo(claim: Claim): Promise<ConsumerOutcome> {
    const head = await this.deps.store.release(claim, this.#progress());
    return head && this.#differs(head) ? MORE : IDLE;
  }

  /** Whether the log's head shows another history. Reads it again, as the claim's head may be slightly outdated. */
  async #wasPutBack({ head }: Claim): Promise<boolean> {
    if (head.seq > this.#position.seq || !this.#differs(head)) return false;
    const now = await this.deps.log.bounds(this.partition.orgId);
    return now.head <= this.#position.seq && this.#differs({ seq: now.head, mark: now.mark });
  }

  #differs(head: LogPosition): boolean {
    return head.seq !== this.#position.seq || isOtherHistory(this.#position.mark, head.mark);
  }

  /** Moves back to events logged before the log was last known to contain the position. */
  async #goBack(claim: Claim): Promise<ConsumerOutcome> {
    const { log, clock, store, reports } = this.deps;
    const from = this.#position.seq;
    const ageMs = Math.ceil(clock.monotonic() - this.#provenAt) + REWIND_MARGIN_MS;
    const seq = Math.min(from, await log.seqBefore(this.partition.orgId, ageMs));
    // Unproven, so its mark is unknown; the next read may find yet another history.
    this.#position = { seq, mark: 0 };
    if (!(await store.rewind(claim, this.#progress()))) return this.#fenced();
    reports.rewound(this.partition, from, seq);
    this.#noteSaved();
    return this.#letGo(claim);
  }

  async #saveIfDue(claim: Claim): Promise<void> {
    const { saveEvery, saveEveryMs, clock, store } = this.deps;
    if (this.#saved === this.#position.seq) return;
    if (this.#unsaved < saveEvery && clock.monotonic() - this.#savedAt < saveEveryMs) return;
    if (await store.advance(claim, this.#progress())) this.#noteSaved();
    else this.lose();
  }

  #noteSaved(): void {
    this.#saved = this.#position.seq;
    this.#savedAt = this.deps.clock.monotonic();
    this.#unsaved = 0;
  }

  #skipTo(position: LogPosition): void {
    this.deps.counts.expired += position.seq - this.#position.seq;
    this.deps.reports.gap({ ...this.partition, from: this.#position.seq + 1, to: position.seq });
    this.#position = position;
  }

  #progress(): PartitionProgress {
    return { ...this.#position, provenAgoMs: this.deps.clock.monotonic() - this.#provenAt };
  }

  #fenced(): ConsumerOutcome {
    this.lose();
    return IDLE;
  }

  /** Releases the claim, if the store is available, so that the partition need not wait for the lease to expire. */
  async #failedFor(error: unknown): Promise<ConsumerOutcome> {
    const { claim } = this;
    if (!claim) return { kind: 'failed', error };
    const unreleased = { claim, progress: () => this.#progress() };
    try {
      await this.deps.store.release(claim, this.#progress());
      return { kind: 'failed', error };
    } catch {
      return { kind: 'failed', error, unreleased };
    }
  }

  /** A suspect that ran long enough without a crash may run like any other, and frees the slot for the next. */
  #hasHadItsTurn(claim: Claim): boolean {
    const ms = this.#handed > 0 ? this.deps.clock.monotonic() - this.#beganAt : 0;
    if (claim.crashes > 0) return this.#handed >= this.deps.saveEvery || ms >= CAUTIOUS_MS;
    return (this.#passed >= TURN.events || ms >= TURN.ms) && this.deps.othersWait();
  }

  /** Also checks the lease: if this process stood still, the next renewal has yet to notice. */
  #mayGoOn(): boolean {
    if (this.deps.clock.monotonic() >= this.#heldUntil) this.lose();
    return this.#stop === 'no';
  }

  /** The current event was cancelled, so the position must not pass it. */
  #isCancelled(): boolean {
    return this.#stop === 'abandon' || this.#stop === 'lost';
  }
}
