import type { EventLog, LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import { Attempt, type AttemptResult } from './attempt.js';
import { backoffMs } from './backoff.js';
import type { DeliveryReports } from './delivery-reports.js';
import type { Claim, DeliveryStore, Lane } from './delivery-store.js';
import { describeFailure, type HandlerFailure } from './handler-failure.js';
import { toEvent, toEventJson } from '../log/logged-event.js';
import type { Subscription } from './subscription.js';

/** What lane runs share with the worker that starts them. */
export interface LaneRunDeps {
  readonly log: Pick<EventLog<unknown>, 'read' | 'bounds'>;
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
  readonly position: number;
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
const ENDED: HandlerFailure = {
  name: 'ProcessEnded',
  message: 'the process ended while the handler worked on this event, each time',
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
 */
export class LaneRun {
  #claim: Claim | undefined;
  #heldUntil = -Infinity;
  #stop: 'no' | 'finish' | 'abandon' | 'lost' = 'no';
  #attempt: Attempt | undefined;
  /** Everything up to here is done with. */
  #position = 0;
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
      this.#position = this.#saved = claim.position;
      this.#savedAt = askedAt;
      this.renewed(askedAt);
      if (claim.crashes > 0 && !this.alone) {
        await this.deps.store.release(claim, claim.position);
        return SUSPECT;
      }
      if (claim.position > claim.head) await this.findHead(claim);
      return await this.work(claim);
    } catch (error) {
      return await this.failedFor(error);
    } finally {
      this.#claim = undefined;
    }
  }

  private async work(claim: Claim): Promise<LaneOutcome> {
    do {
      if (!this.mayGoOn()) break;
      const records = await this.deps.log.read(this.lane.orgId, this.#position, PAGE, PAGE_BYTES);
      // The head was read before the records: where it is past a log that gives nothing, all up to it has expired.
      if (records.length === 0 && claim.head > this.#position) this.skipTo(claim.head);
      for (const record of records) {
        if (!this.mayGoOn() || this.hasHadItsTurn(claim)) break;
        if (record.seq > this.#position + 1) this.skipTo(record.seq - 1);
        if (this.subscription.filter.matches(record)) {
          const outcome = await this.deliver(claim, record);
          if (outcome) return outcome;
          if (this.isCancelled()) break;
        }
        this.#position = record.seq;
        this.#passed += 1;
        await this.saveIfDue(claim);
      }
      if (records.length === 0 || (records.length < PAGE && this.#position >= claim.head)) break;
    } while (!this.hasHadItsTurn(claim));
    if (this.#stop === 'lost') return IDLE;
    const head = await this.deps.store.release(claim, this.#position);
    return head !== undefined && head !== this.#position ? MORE : IDLE;
  }

  /** One attempt at one event. An outcome ends the run; without one it goes on, unless it was cancelled. */
  private async deliver(claim: Claim, record: LogRecord): Promise<LaneOutcome | undefined> {
    const { clock, store, counts } = this.deps;
    const retried = record.seq === claim.position + 1 ? claim : undefined;
    const failures = retried?.failures ?? 0;
    if (retried && retried.crashes > 0 && failures >= this.subscription.maxAttempts) {
      return this.setAside(claim, record, failures, retried.firstFailedAt ?? clock.now(), ENDED);
    }
    if (claim.crashes > 0) {
      if (!(await store.mark(claim, record.seq))) return this.fenced();
      this.noteSaved(record.seq - 1);
      this.mayGoOn();
      if (this.isCancelled()) return undefined;
    }
    const result = await this.attempt(record, failures + 1);
    if (result.kind === 'handled') {
      counts.delivered += 1;
      this.#unsaved += 1;
    }
    if (result.kind !== 'failed') return undefined;
    return this.failed(claim, record, failures + 1, retried?.firstFailedAt ?? clock.now(), result.error);
  }

  private async attempt(record: LogRecord, number: number): Promise<AttemptResult> {
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

  private async failed(
    claim: Claim,
    record: LogRecord,
    failures: number,
    firstFailedAt: number,
    error: unknown,
  ): Promise<LaneOutcome | undefined> {
    const { store, counts, reports } = this.deps;
    const { seq } = record;
    if (failures >= this.subscription.maxAttempts) {
      return this.setAside(claim, record, failures, firstFailedAt, describeFailure(error));
    }
    const delayMs = backoffMs(this.subscription.backoff, failures, this.deps.random());
    if (!(await store.postpone(claim, { seq, failures, firstFailedAt, delayMs }))) return this.fenced();
    counts.retried += 1;
    reports.retry(this.lane, seq, failures, delayMs, error);
    return { kind: 'postponed', delayMs };
  }

  private async setAside(
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
    if (!(await store.deadLetter(claim, letter))) return this.fenced();
    counts.deadLettered += 1;
    reports.deadLetter(letter);
    this.noteSaved(seq);
    return undefined;
  }

  /** The log has less than was done with: it was put back, or the claim looked at it a moment too early. */
  private async findHead(claim: Claim): Promise<void> {
    const { head } = await this.deps.log.bounds(this.lane.orgId);
    if (head >= this.#position) return;
    if (!(await this.deps.store.rewind(claim, head))) return this.lose();
    this.deps.reports.rewound(this.lane, this.#position, head);
    this.#position = head;
    this.noteSaved(head);
  }

  private async saveIfDue(claim: Claim): Promise<void> {
    const { saveEvery, saveEveryMs, clock, store } = this.deps;
    if (this.#saved === this.#position) return;
    if (this.#unsaved < saveEvery && clock.monotonic() - this.#savedAt < saveEveryMs) return;
    if (await store.advance(claim, this.#position)) this.noteSaved(this.#position);
    else this.lose();
  }

  private noteSaved(position: number): void {
    this.#saved = position;
    this.#savedAt = this.deps.clock.monotonic();
    this.#unsaved = 0;
  }

  private skipTo(seq: number): void {
    this.deps.counts.expired += seq - this.#position;
    this.deps.reports.gap({ ...this.lane, from: this.#position + 1, to: seq });
    this.#position = seq;
  }

  private fenced(): LaneOutcome {
    this.lose();
    return IDLE;
  }

  /** Lets go, so that the lane need not wait for the lease to run out, if the store can be reached at all. */
  private async failedFor(error: unknown): Promise<LaneOutcome> {
    const { claim } = this;
    if (!claim) return { kind: 'failed', error };
    const unreleased = { claim, position: this.#position };
    try {
      await this.deps.store.release(claim, this.#position);
      return { kind: 'failed', error };
    } catch {
      return { kind: 'failed', error, unreleased };
    }
  }

  /** A suspect that has been worked on for long enough may run like any other, and leaves its place to the next. */
  private hasHadItsTurn(claim: Claim): boolean {
    const ms = this.#handed > 0 ? this.deps.clock.monotonic() - this.#beganAt : 0;
    if (claim.crashes > 0) return this.#handed >= this.deps.saveEvery || ms >= CAUTIOUS_MS;
    return (this.#passed >= TURN.events || ms >= TURN.ms) && this.deps.othersWait();
  }

  /** Also looks at the time: where this process stood still, the next renewal has yet to notice. */
  private mayGoOn(): boolean {
    if (this.deps.clock.monotonic() >= this.#heldUntil) this.lose();
    return this.#stop === 'no';
  }

  /** The event in hand was called off, so the position must not pass it. */
  private isCancelled(): boolean {
    return this.#stop === 'abandon' || this.#stop === 'lost';
  }
}
