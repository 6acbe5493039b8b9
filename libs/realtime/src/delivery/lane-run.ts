import type { EventLog, LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import { Attempt, type AttemptResult } from './attempt.js';
import { backoffMs } from './backoff.js';
import type { DeliveryReports } from './delivery-reports.js';
import type { Claim, DeliveryStore, Lane } from './delivery-store.js';
import { describeFailure } from './handler-failure.js';
import { toEvent, toEventJson } from '../log/logged-event.js';
import type { Subscription } from './subscription.js';

/** What lane runs share with the worker that starts them. */
export interface LaneRunDeps {
  readonly log: Pick<EventLog<unknown>, 'read'>;
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
  | { readonly kind: 'postponed'; readonly delayMs: number };

const IDLE: LaneOutcome = { kind: 'idle' };
const MORE: LaneOutcome = { kind: 'more' };
/** Records read at a time. */
const PAGE = 100;

/**
 * Works on one lane: claims it, hands its events to the handler strictly in order, and lets go of it.
 *
 * States: *claiming*, *working*, then *over*. While working it may be told to
 * - *finish*: to go no further than the event in hand,
 * - *abandon*: to call off the event in hand as well; it stays before the position,
 * - *lose*: the same, without a word to the store, in which the lane belongs to somebody else.
 *
 * The position is saved every so many events and when the lane is let go of, so a crash repeats some and skips none.
 */
export class LaneRun {
  #claim: Claim | undefined;
  #heldUntil = 0;
  #stop: 'no' | 'finish' | 'abandon' | 'lost' = 'no';
  #attempt: Attempt | undefined;
  /** Everything up to here is done with. */
  #position = 0;
  #saved = 0;
  #savedAt = 0;
  #unsaved = 0;

  constructor(
    readonly lane: Lane,
    private readonly subscription: Subscription,
    private readonly deps: LaneRunDeps,
  ) {}

  /** What the run holds now, to be renewed. */
  get claim(): Claim | undefined {
    return this.#stop === 'lost' ? undefined : this.#claim;
  }

  /** Until when the lease holds by this process's clock, in Unix milliseconds. */
  get heldUntil(): number {
    return this.#heldUntil;
  }

  /** The lease was renewed by a call that was made at `askedAt`. */
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

  /** Never rejects: what goes wrong is reported. */
  async run(): Promise<LaneOutcome> {
    try {
      const askedAt = this.deps.clock.now();
      const claim = await this.deps.store.claim(this.lane, this.deps.leaseMs);
      if (!claim) return IDLE;
      this.#claim = claim;
      this.#position = this.#saved = claim.position;
      this.#savedAt = askedAt;
      this.renewed(askedAt);
      return await this.work(claim);
    } catch (error) {
      this.deps.reports.error(error, this.lane);
      await this.letGo();
      return IDLE;
    } finally {
      this.#claim = undefined;
    }
  }

  private async work(claim: Claim): Promise<LaneOutcome> {
    do {
      if (!this.mayGoOn()) break;
      const records = await this.deps.log.read(this.lane.orgId, this.#position, PAGE);
      // The head was read before the records: where it is past a log that gives nothing, all up to it has expired.
      if (records.length === 0 && claim.head > this.#position) this.skipTo(claim.head);
      for (const record of records) {
        if (!this.mayGoOn()) break;
        if (record.seq > this.#position + 1) this.skipTo(record.seq - 1);
        if (this.subscription.filter.matches(record)) {
          const outcome = await this.deliver(claim, record);
          if (outcome) return outcome;
          if (this.isCancelled()) break;
        }
        this.#position = record.seq;
        await this.saveIfDue(claim);
      }
      if (records.length < PAGE) break;
    } while (!this.deps.othersWait());
    if (this.#stop === 'lost') return IDLE;
    const head = await this.deps.store.release(claim, this.#position);
    return head !== undefined && head > this.#position ? MORE : IDLE;
  }

  /** One attempt at one event. An outcome ends the run; without one it goes on, unless it was cancelled. */
  private async deliver(claim: Claim, record: LogRecord): Promise<LaneOutcome | undefined> {
    const { clock, counts } = this.deps;
    const retried = record.seq === claim.position + 1 ? claim : undefined;
    const attempt = new Attempt(clock, this.subscription);
    this.#attempt = attempt;
    counts.inFlight += 1;
    let result: AttemptResult;
    try {
      result = await attempt.run(() => toEvent(record), (retried?.failures ?? 0) + 1);
    } finally {
      counts.inFlight -= 1;
      this.#attempt = undefined;
    }
    if (result.kind === 'handled') {
      counts.delivered += 1;
      this.#unsaved += 1;
    }
    if (result.kind !== 'failed') return undefined;
    return this.failed(
      claim,
      record,
      (retried?.failures ?? 0) + 1,
      retried?.firstFailedAt ?? clock.now(),
      result.error,
    );
  }

  private async failed(
    claim: Claim,
    record: LogRecord,
    failures: number,
    firstFailedAt: number,
    error: unknown,
  ): Promise<LaneOutcome | undefined> {
    const { store, clock, counts, reports } = this.deps;
    const { seq } = record;
    if (failures < this.subscription.maxAttempts) {
      const delayMs = backoffMs(this.subscription.backoff, failures, this.deps.random());
      if (!(await store.postpone(claim, { seq, failures, firstFailedAt, delayMs }))) return this.fenced();
      counts.retried += 1;
      reports.retry(this.lane, seq, failures, delayMs, error);
      return { kind: 'postponed', delayMs };
    }
    const letter = {
      ...this.lane,
      id: this.deps.newId(),
      seq,
      eventJson: toEventJson(record),
      failure: describeFailure(error),
      attempts: failures,
      firstFailedAt,
      lastFailedAt: clock.now(),
    };
    if (!(await store.deadLetter(claim, letter))) return this.fenced();
    counts.deadLettered += 1;
    reports.deadLetter(letter);
    this.noteSaved(seq);
    return undefined;
  }

  private async saveIfDue(claim: Claim): Promise<void> {
    const { saveEvery, saveEveryMs, clock, store } = this.deps;
    if (this.#saved === this.#position) return;
    if (this.#unsaved < saveEvery && clock.now() - this.#savedAt < saveEveryMs) return;
    if (await store.advance(claim, this.#position)) this.noteSaved(this.#position);
    else this.lose();
  }

  private noteSaved(position: number): void {
    this.#saved = position;
    this.#savedAt = this.deps.clock.now();
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

  /** After an error: so that the lane need not wait for the lease to run out, if the store can be reached at all. */
  private async letGo(): Promise<void> {
    const { claim } = this;
    if (!claim) return;
    await this.deps.store.release(claim, this.#position).catch(() => undefined);
  }

  /** Also looks at the time: where this process stood still, the next renewal has yet to notice. */
  private mayGoOn(): boolean {
    if (this.deps.clock.now() >= this.#heldUntil) this.lose();
    return this.#stop === 'no';
  }

  /** The event in hand was called off, so the position must not pass it. */
  private isCancelled(): boolean {
    return this.#stop === 'abandon' || this.#stop === 'lost';
  }
}
