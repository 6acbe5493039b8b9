import { type EventLog, isOtherHistory, LOG_START, type LogPosition, type LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import { Attempt, type AttemptResult } from './attempt.js';
import { backoffMs } from './backoff.js';
import type { DeliveryReports } from './delivery-reports.js';
import type { Claim, DeliveryStore, Lane, LaneProgress } from './delivery-store.js';
import { describeFailure, type HandlerFailure } from './handler-failure.js';
import { toEvent, toEventJson } from '../log/logged-event.js';
import type { Subscription } from './subscription.js';

/** What lane runs share with the worker that starts them. */
export interface LaneRunDeps {
  readonly log: Pick<EventLog<unknown>, 'read' | 'bounds' | 'seqBefore'>;
  readonly store: DeliveryStore;
  readonly clock: Clock;
  readonly reports: DeliveryReports;
  /** Makes UUIDs, version 7, for dead letters. */
  readonly newId: () => string;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly leaseMs: number;
  /** Handled events after which the position is saved. */
  readonly saveEvery: number;
  /** Milliseconds after which it is saved in any case, also if it only passed what the subscription does not want. */
  readonly saveEveryMs: number;
  readonly counts: DeliveryCounts;
  /** Whether other lanes wait for this one's place. */
  readonly othersWait: () => boolean;
  /** A handler was called off and still works; `settled` resolves when it ends, if ever. */
  readonly overdue: (subscription: string, settled: Promise<unknown>) => void;
}

/** What the worker counts; totals since the process started. */
export interface DeliveryCounts {
  /** Handlers under way. */
  inFlight: number;
  delivered: number;
  retried: number;
  deadLettered: number;
  expired: number;
}

/** What is to be done with a lane after a run. */
export type LaneOutcome =
  /** Nothing, until somebody tells of new events. */
  | { readonly kind: 'idle' }
  /** There is more. */
  | { readonly kind: 'more' }
  /** The next attempt is due after `delayMs`. */
  | { readonly kind: 'postponed'; readonly delayMs: number }
  /** A process ended while it held the lane: to be run again when no other such lane runs. */
  | { readonly kind: 'suspect' }
  /** The store or the log failed. `unreleased`: what the store still takes for held, up to where it was done. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly unreleased?: Unreleased };

/** A claim that could not be let go of. */
export interface Unreleased {
  readonly claim: Claim;
  /** As it is when it is called. */
  readonly progress: () => LaneProgress;
}

const IDLE: LaneOutcome = { kind: 'idle' };
const MORE: LaneOutcome = { kind: 'more' };
const SUSPECT: LaneOutcome = { kind: 'suspect' };
/** Records read at a time, at most. */
const PAGE = 100;
/** Bytes of payload read at a time, but for one event that is longer: what a lane under way holds in memory. */
const PAGE_BYTES = 262_144;
/** After so many events, or so many milliseconds, a lane gives up its place if others wait for one. */
const TURN = { events: 100, ms: 1_000 } as const;
/** How long a suspect lane is worked on with marks, in milliseconds, if `saveEvery` events take longer than that. */
const CAUTIOUS_MS = 10_000;
/** How much less of a log that was put back counts as known, in milliseconds: it may be by another server's clock now. */
const REWIND_MARGIN_MS = 10_000;
const ENDED: HandlerFailure = {
  name: 'ProcessEnded',
  message: 'the process ended each time while this event was handled',
  stack: '',
};

/**
 * Works on one lane: claims it, hands its events to the handler strictly in order, and lets go of it.
 *
 * States: *claiming*, *working*, then *over*. While working it may be told to
 * - *finish*: to go no further than the event in hand,
 * - *abandon*: to call off the event in hand as well; it stays before the position,
 * - *lose*: the same, without a word to the store, in which the lane belongs to somebody else.
 *
 * The position is saved every so many events and when the lane is let go of, so a crash repeats some and skips none.
 * Where one did, any of them may have caused it. The lane is a *suspect* then: it is run with each event marked in the
 * store before its handler is called, and `alone`, no other suspect beside it, so that the next crash counts as a failure
 * of the event that was in hand and of no other.
 *
 * A position proves its history: the event after it is linked to the event it stands on. Where it is not, the log was put
 * back, and what is after the fork was logged after the log was last seen to have the position. So the lane goes back to
 * before that time, and its subscriber misses nothing of the new history.
 */
export class LaneRun {
  #claim: Claim | undefined;
  #heldUntil = -Infinity;
  #stop: 'no' | 'finish' | 'abandon' | 'lost' = 'no';
  #attempt: Attempt | undefined;
  /** Everything up to here is done with. */
  #place: LogPosition = LOG_START;
  /** When the log was asked that last had that place in its history, by the monotonic clock. */
  #provenAt = 0;
  #saved = 0;
  #savedAt = 0;
  #unsaved = 0;
  /** Events handed out in this run, and events it has passed, wanted or not. */
  #handed = 0;
  #passed = 0;
  /** By the monotonic clock. */
  #beganAt = 0;

  constructor(
    readonly lane: Lane,
    private readonly subscription: Subscription,
    private readonly deps: LaneRunDeps,
    private readonly alone: boolean,
  ) {}

  /** What the run holds now, to be renewed. */
  get claim(): Claim | undefined {
    return this.#stop === 'lost' ? undefined : this.#claim;
  }

  /** Until when the lease holds, by this process's monotonic clock. */
  get heldUntil(): number {
    return this.#heldUntil;
  }

  /** The lease was renewed by a call that was made at `askedAt`, by the monotonic clock. */
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
    this.deps.reports.leaseLost(this.lane);
    this.#attempt?.cancel(new Error('the lease was lost'));
  }

  /** Never rejects. */
  async run(): Promise<LaneOutcome> {
    try {
      const askedAt = (this.#beganAt = this.deps.clock.monotonic());
      const claim = await this.deps.store.claim(this.lane, this.deps.leaseMs);
      if (!claim) return IDLE;
      this.#claim = claim;
      this.#place = { seq: claim.position, mark: claim.mark };
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

  async #work(claim: Claim): Promise<LaneOutcome> {
    do {
      if (!this.#mayGoOn()) break;
      const askedAt = this.deps.clock.monotonic();
      const records = await this.deps.log.read(this.lane.orgId, this.#place.seq, PAGE, PAGE_BYTES);
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
        this.#place = { seq: record.seq, mark: record.mark };
        this.#passed += 1;
        await this.#saveIfDue(claim);
      }
      if (records.length === 0 || (records.length < PAGE && this.#place.seq >= claim.head.seq)) break;
    } while (!this.#hasHadItsTurn(claim));
    if (this.#stop === 'lost') return IDLE;
    return this.#letGo(claim);
  }

  /** One attempt at one event. An outcome ends the run; without one it goes on, unless it was cancelled. */
  async #deliver(claim: Claim, record: LogRecord): Promise<LaneOutcome | undefined> {
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
  ): Promise<LaneOutcome | undefined> {
    const { store, counts, reports } = this.deps;
    if (failures >= this.subscription.maxAttempts) {
      return this.#setAside(claim, record, failures, firstFailedAt, describeFailure(error));
    }
    const delayMs = backoffMs(this.subscription.backoff, failures, this.deps.random());
    if (!(await store.postpone(claim, this.#progress(), { failures, firstFailedAt, delayMs }))) return this.#fenced();
    counts.retried += 1;
    reports.retry(this.lane, record.seq, failures, delayMs, error);
    return { kind: 'postponed', delayMs };
  }

  async #setAside(
    claim: Claim,
    record: LogRecord,
    attempts: number,
    firstFailedAt: number,
    failure: HandlerFailure,
  ): Promise<LaneOutcome | undefined> {
    const { store, clock, counts, reports } = this.deps;
    const { seq } = record;
    const letter = {
      ...this.lane,
      id: this.deps.newId(),
      seq,
      eventJson: toEventJson(record),
      failure,
      attempts,
      firstFailedAt,
      lastFailedAt: clock.now(),
    };
    const passed = { ...this.#progress(), seq, mark: record.mark };
    if (!(await store.deadLetter(claim, passed, letter))) return this.#fenced();
    counts.deadLettered += 1;
    reports.deadLetter(letter);
    this.#place = { seq, mark: record.mark };
    this.#noteSaved();
    return undefined;
  }

  /** Whether the log goes on from the position with what it gave. What has expired meanwhile is passed over. */
  async #follows(first: LogRecord | undefined, { head }: Claim): Promise<boolean> {
    const { seq, mark } = this.#place;
    if (first?.seq === seq + 1) return !isOtherHistory(mark, first.prevMark);
    if (first) this.#skipTo({ seq: first.seq - 1, mark: first.prevMark });
    else if (head.seq > seq) {
      // The head was read before the records: where the log has it and gives nothing, all up to it has expired.
      if ((await this.deps.log.bounds(this.lane.orgId)).head < head.seq) return false;
      this.#skipTo(head);
    }
    return true;
  }

  /** Lets go of the lane. Where its log does not end at the position, there is more to do. */
  async #letGo(claim: Claim): Promise<LaneOutcome> {
    const head = await this.deps.store.release(claim, this.#progress());
    return head && this.#differs(head) ? MORE : IDLE;
  }

  /** Whether the log's head shows that the position is of another history; the claim may have seen it a moment too early. */
  async #wasPutBack({ head }: Claim): Promise<boolean> {
    if (head.seq > this.#place.seq || !this.#differs(head)) return false;
    const now = await this.deps.log.bounds(this.lane.orgId);
    return now.head <= this.#place.seq && this.#differs({ seq: now.head, mark: now.mark });
  }

  #differs(head: LogPosition): boolean {
    return head.seq !== this.#place.seq || isOtherHistory(this.#place.mark, head.mark);
  }

  /** To what was logged before the log was last seen to have the position. */
  async #goBack(claim: Claim): Promise<LaneOutcome> {
    const { log, clock, store, reports } = this.deps;
    const from = this.#place.seq;
    const ageMs = Math.ceil(clock.monotonic() - this.#provenAt) + REWIND_MARGIN_MS;
    const seq = Math.min(from, await log.seqBefore(this.lane.orgId, ageMs));
    // Proven is none of it: its mark is not known, and the next read may find that there was yet another history.
    this.#place = { seq, mark: 0 };
    if (!(await store.rewind(claim, this.#progress()))) return this.#fenced();
    reports.rewound(this.lane, from, seq);
    this.#noteSaved();
    return this.#letGo(claim);
  }

  async #saveIfDue(claim: Claim): Promise<void> {
    const { saveEvery, saveEveryMs, clock, store } = this.deps;
    if (this.#saved === this.#place.seq) return;
    if (this.#unsaved < saveEvery && clock.monotonic() - this.#savedAt < saveEveryMs) return;
    if (await store.advance(claim, this.#progress())) this.#noteSaved();
    else this.lose();
  }

  #noteSaved(): void {
    this.#saved = this.#place.seq;
    this.#savedAt = this.deps.clock.monotonic();
    this.#unsaved = 0;
  }

  #skipTo(place: LogPosition): void {
    this.deps.counts.expired += place.seq - this.#place.seq;
    this.deps.reports.gap({ ...this.lane, from: this.#place.seq + 1, to: place.seq });
    this.#place = place;
  }

  #progress(): LaneProgress {
    return { ...this.#place, provenAgoMs: this.deps.clock.monotonic() - this.#provenAt };
  }

  #fenced(): LaneOutcome {
    this.lose();
    return IDLE;
  }

  /** Lets go, so that the lane need not wait for the lease to run out, if the store can be reached at all. */
  async #failedFor(error: unknown): Promise<LaneOutcome> {
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

  /** A suspect that has been worked on for long enough may run like any other, and leaves its place to the next. */
  #hasHadItsTurn(claim: Claim): boolean {
    const ms = this.#handed > 0 ? this.deps.clock.monotonic() - this.#beganAt : 0;
    if (claim.crashes > 0) return this.#handed >= this.deps.saveEvery || ms >= CAUTIOUS_MS;
    return (this.#passed >= TURN.events || ms >= TURN.ms) && this.deps.othersWait();
  }

  /** Also looks at the time: where this process stood still, the next renewal has yet to notice. */
  #mayGoOn(): boolean {
    if (this.deps.clock.monotonic() >= this.#heldUntil) this.lose();
    return this.#stop === 'no';
  }

  /** The event in hand was called off, so the position must not pass it. */
  #isCancelled(): boolean {
    return this.#stop === 'abandon' || this.#stop === 'lost';
  }
}
