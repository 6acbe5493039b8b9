import type { EventLog, LogRecord } from '../log/event-log.js';
import type { Clock, Timer } from '../time/clock.js';
import { backoffMs } from './backoff.js';
import type { DeliveryReports } from './delivery-reports.js';
import type { DeliveryStore, Lane } from './delivery-store.js';
import { LaneQueue } from './lane-queue.js';
import { type DeliveryCounts, type LaneOutcome, LaneRun, type LaneRunDeps, type Unreleased } from './lane-run.js';
import { StoreBreaker } from './store-breaker.js';
import type { SubscriptionRegistry } from './subscription.js';

export interface DeliveryWorkerOptions {
  /** Lanes worked on at a time, and so handlers under way, over all subscriptions and orgs. @default 100 */
  readonly concurrency?: number;
  /** How often the next orgs are looked at for what no hint told, in milliseconds. @default 2_000 */
  readonly scanMs?: number;
  /**
   * Orgs looked at in one query. Where there are more, it takes several looks to see all: at 1,000,000 orgs a hint
   * that was lost heals within 200 s. @default 10_000
   */
  readonly orgsPerScan?: number;
  /** How long a lane stays with an instance that has died, in milliseconds. Renewed at a third of it. @default 30_000 */
  readonly leaseMs?: number;
  /** Handled events after which a position is saved: what a crash repeats at most, per lane. @default 50 */
  readonly saveEvery?: number;
  /** Milliseconds after which a position is saved even if they were fewer. @default 1_000 */
  readonly saveEveryMs?: number;
  /** How long `stop` waits for handlers under way before it aborts them, in milliseconds. @default 5_000 */
  readonly drainMs?: number;
}

const DELIVERY_DEFAULTS = {
  concurrency: 100,
  scanMs: 2_000,
  orgsPerScan: 10_000,
  leaseMs: 30_000,
  saveEvery: 50,
  saveEveryMs: 1_000,
  drainMs: 5_000,
} as const;

export interface DeliveryWorkerDeps {
  readonly log: Pick<EventLog<unknown>, 'read' | 'bounds' | 'seqBefore'>;
  readonly store: DeliveryStore;
  readonly subscriptions: SubscriptionRegistry;
  readonly clock: Clock;
  readonly reports: DeliveryReports;
  /** Makes UUIDs, version 7. */
  readonly newId: () => string;
  /** From 0 up to, but not including, 1. @default Math.random */
  readonly random?: () => number;
}

/** Lanes that wait for a place. What is told beyond is left to the scan, which finds it in the store. */
const MAX_WAITING = 100_000;
/** Lanes that this instance remembers to try again by itself, for each reason; the rest is left to the scan. */
const MAX_REMEMBERED = 10_000;
/** Calls of one subscription's handler that were called off and have not ended: more would be memory without bound. */
const MAX_OVERDUE = 1_000;
/** How long `stop` waits for the store once handlers have been aborted, in milliseconds. */
const RELEASE_MS = 1_000;
/** How long a lane rests after the store or the log failed on it. */
const TROUBLE_BACKOFF = { firstMs: 1_000, maxMs: 30_000 } as const;

interface Running {
  readonly run: LaneRun;
  readonly ended: Promise<void>;
  readonly suspect: boolean;
  /** A hint came meanwhile. */
  again: boolean;
}

/**
 * Feeds durable subscribers from the log, in this instance and beside others: each lane, one subscription's way
 * through one org, is worked on by whoever has claimed it in the store, strictly in order.
 *
 * The log and the store are the truth and a hint only says where to look, so a hint may come late, twice or not at all:
 * a scan over the store finds every lane whose org has gone on.
 *
 * States: *new*, *running* (from `start`), *stopping* (from `stop`: no lane is begun, those under way end), *stopped*.
 * A lane is *waiting* for one of `concurrency` places, *running* in one, *resting* until its next attempt, *suspect*
 * (see {@link LaneRun}) and waiting for the only place that suspects share, or idle.
 */
export class DeliveryWorker {
  readonly #options: Required<DeliveryWorkerOptions>;
  readonly #counts: DeliveryCounts = { inFlight: 0, delivered: 0, retried: 0, deadLettered: 0, expired: 0 };
  readonly #runDeps: LaneRunDeps;
  readonly #random: () => number;
  readonly #breaker: StoreBreaker;
  #state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';
  #queue = new LaneQueue([], { places: 0, maxWaiting: 0 });
  readonly #running = new Map<string, Running>();
  readonly #resting = new Map<string, Timer>();
  readonly #suspects = new Map<string, Lane>();
  /** Lane → how often in a row the store or the log has failed on it. */
  readonly #troubled = new Map<string, number>();
  readonly #unreleased = new Map<string, Unreleased>();
  /** Subscription → calls that were called off and have not ended. */
  readonly #overdue = new Map<string, number>();
  readonly #timers: Timer[] = [];
  #resume: Timer | undefined;
  #scanning = false;
  #scanFrom: string | undefined;
  #lagSoFar = new Map<string, number>();
  #lag: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly deps: DeliveryWorkerDeps,
    options: DeliveryWorkerOptions = {},
  ) {
    this.#options = { ...DELIVERY_DEFAULTS, ...options };
    this.#random = deps.random ?? Math.random;
    this.#breaker = new StoreBreaker(deps.clock, this.#random);
    this.#runDeps = {
      ...deps,
      ...this.#options,
      random: this.#random,
      counts: this.#counts,
      othersWait: () => this.#queue.waiting > 0,
      overdue: (subscription, settled) => this.#wait(subscription, settled),
    };
  }

  /** Handlers under way. */
  get inFlight(): number {
    return this.#counts.inFlight;
  }

  /** Events handled by this process. */
  get deliveredTotal(): number {
    return this.#counts.delivered;
  }

  /** Attempts that failed and were put off to another one. */
  get retriedTotal(): number {
    return this.#counts.retried;
  }

  /** Events this process set aside as dead letters. */
  get deadLetteredTotal(): number {
    return this.#counts.deadLettered;
  }

  /** Events that this process found gone from the log before they were delivered. */
  get expiredTotal(): number {
    return this.#counts.expired;
  }

  /** Subscription → events before it, over all orgs and instances, as the last complete scan found them. */
  get lag(): ReadonlyMap<string, number> {
    return this.#lag;
  }

  /**
   * Makes the subscriptions known to the store and looks at every org once, as far as there is room for what it finds;
   * the scan goes on from there. Without subscriptions nothing runs. To be called once, when the log and the store are
   * open and every handler can be called.
   */
  async start(): Promise<void> {
    if (this.#state !== 'new') return;
    this.#state = 'running';
    const { subscriptions, store, clock } = this.deps;
    for (const { name, from } of subscriptions) {
      await store.register(name, from);
      this.#lagSoFar.set(name, 0);
    }
    if (this.#isStopping() || this.#lagSoFar.size === 0) return;
    this.#queue = new LaneQueue(subscriptions.names, { places: this.#options.concurrency, maxWaiting: MAX_WAITING });
    this.#timers.push(
      clock.every(this.#options.scanMs, () => void this.scan()),
      clock.every(this.#renewMs, () => void this.#renew()),
    );
    while (await this.scan());
  }

  /** Takes a committed event as a hint. */
  accept(event: Pick<LogRecord, 'orgId' | 'domain' | 'eventType'>): void {
    for (const subscription of this.deps.subscriptions) {
      // What it does not want can wait: the scan passes over it, many at a time.
      if (subscription.filter.matches(event)) this.#enqueue({ subscription: subscription.name, orgId: event.orgId });
    }
  }

  /** Looks at an org for every subscription. */
  wake(orgId: string): void {
    for (const { name } of this.deps.subscriptions) this.#enqueue({ subscription: name, orgId });
  }

  /**
   * Ends what is under way and lets go of every lane. Handlers get `drainMs`, then they are aborted; their events stay
   * before the position, and whoever claims the lane next gets them again.
   */
  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopping';
    for (const timer of this.#timers.splice(0)) timer.cancel();
    for (const timer of this.#resting.values()) timer.cancel();
    this.#resume?.cancel();
    this.#resting.clear();
    this.#suspects.clear();
    this.#queue.clear();
    for (const { run } of this.#running.values()) run.finish();
    if (!(await this.#ended(this.#options.drainMs))) {
      for (const { run } of this.#running.values()) run.abandon();
      await this.#ended(RELEASE_MS);
    }
    await this.#within(RELEASE_MS, this.#releaseLeftOver());
    this.#state = 'stopped';
  }

  /**
   * Looks at the next orgs for what no hint told. A failure is reported, and the next scan looks at the same orgs.
   * @returns whether there are more orgs to look at now
   */
  async scan(): Promise<boolean> {
    if (this.#scanning || this.#isStopping() || !this.#queue.hasRoom || this.#breaker.waitMs > 0) return false;
    this.#scanning = true;
    const { store, subscriptions } = this.deps;
    try {
      await this.#releaseLeftOver();
      const { lanes, next } = await store.backlog(subscriptions.names, this.#scanFrom, this.#options.orgsPerScan);
      this.#breaker.succeeded();
      for (const { subscription, orgId, head, position, leased } of lanes) {
        const behind = Math.max(0, head - position);
        this.#lagSoFar.set(subscription, (this.#lagSoFar.get(subscription) ?? 0) + behind);
        if (!leased) this.#enqueue({ subscription, orgId });
      }
      this.#scanFrom = next;
      if (next === undefined) {
        this.#lag = this.#lagSoFar;
        this.#lagSoFar = new Map(subscriptions.names.map((name) => [name, 0]));
      }
      this.#fillPlaces();
      return next !== undefined;
    } catch (error) {
      this.#storeFailed(error);
      return false;
    } finally {
      this.#scanning = false;
    }
  }

  /**
   * Holds on to the lanes under way. What is not held any more is called off at once, and so is what could run out
   * before the next renewal, because the store has not answered or this process stood still: better to repeat an event
   * than to work on it beside the next holder.
   */
  async #renew(): Promise<void> {
    const { store, clock, reports } = this.deps;
    const askedAt = clock.monotonic();
    const runs = [...this.#running.values()].map(({ run }) => run);
    for (const run of runs) if (run.claim && run.heldUntil < askedAt + this.#renewMs) run.lose();
    const claims = runs.flatMap(({ claim }) => claim ?? []);
    if (claims.length === 0) return;
    try {
      const held = new Set(await store.renew(claims, this.#options.leaseMs));
      for (const run of runs) {
        // A claim that was made, or let go of, while this was asked is none of its business.
        if (!run.claim || !claims.includes(run.claim)) continue;
        if (held.has(run.claim)) run.renewed(askedAt);
        else run.lose();
      }
    } catch (error) {
      reports.error(error);
    }
  }

  get #renewMs(): number {
    return Math.ceil(this.#options.leaseMs / 3);
  }

  #enqueue(lane: Lane): void {
    if (this.#state !== 'running') return;
    const key = keyOf(lane);
    const running = this.#running.get(key);
    if (running) running.again = true;
    else if (!this.#resting.has(key) && !this.#suspects.has(key) && this.#queue.add(key, lane)) this.#fillPlaces();
  }

  /** Begins as many lanes as may run; only one while the store has yet to show that it is back. */
  #fillPlaces(): void {
    for (;;) {
      if (this.#state !== 'running' || (!this.#breaker.isClosed && this.#running.size > 0)) return;
      if (this.#breaker.waitMs > 0) return this.#resumeLater();
      const suspect = this.#nextSuspect();
      const next = suspect ?? this.#queue.next();
      if (!next) return;
      this.#begin(...next, suspect !== undefined);
    }
  }

  #nextSuspect(): readonly [key: string, lane: Lane] | undefined {
    if (this.#suspects.size === 0) return undefined;
    for (const { suspect } of this.#running.values()) if (suspect) return undefined;
    for (const [key, lane] of this.#suspects) {
      if (!this.#queue.admit(lane)) continue;
      this.#suspects.delete(key);
      return [key, lane];
    }
    return undefined;
  }

  #resumeLater(): void {
    this.#resume ??= this.deps.clock.after(this.#breaker.waitMs, () => {
      this.#resume = undefined;
      this.#fillPlaces();
    });
  }

  #begin(key: string, lane: Lane, suspect: boolean): void {
    const subscription = this.deps.subscriptions.get(lane.subscription);
    if (!subscription) return this.#queue.leave(lane);
    const run = new LaneRun(lane, subscription, this.#runDeps, suspect);
    const ended = run
      .run()
      .catch((error: unknown): LaneOutcome => ({ kind: 'failed', error }))
      .then((outcome) => this.#over(key, lane, outcome));
    this.#running.set(key, { run, ended, suspect, again: false });
  }

  #over(key: string, lane: Lane, outcome: LaneOutcome): void {
    const again = this.#running.get(key)?.again ?? false;
    this.#running.delete(key);
    this.#queue.leave(lane);
    if (outcome.kind !== 'failed') {
      this.#breaker.succeeded();
      this.#troubled.delete(key);
    } else if (outcome.unreleased && this.#unreleased.size < MAX_REMEMBERED) {
      this.#unreleased.set(key, outcome.unreleased);
    }
    if (outcome.kind === 'failed') this.#storeFailed(outcome.error, lane);
    if (this.#state !== 'running') return;
    if (outcome.kind === 'failed') this.#rest(key, lane, this.#troubleMs(key));
    else if (outcome.kind === 'postponed') this.#rest(key, lane, outcome.delayMs);
    else if (outcome.kind === 'suspect') this.#suspect(key, lane);
    else if (outcome.kind === 'more' || again) this.#enqueue(lane);
    this.#fillPlaces();
  }

  #storeFailed(error: unknown, lane?: Lane): void {
    // One line for an outage, however many lanes it hits at once.
    if (this.#breaker.waitMs === 0) this.deps.reports.error(error, lane);
    this.#breaker.failed();
  }

  #troubleMs(key: string): number {
    const failures = (this.#troubled.get(key) ?? 0) + 1;
    if (this.#troubled.size < MAX_REMEMBERED || this.#troubled.has(key)) this.#troubled.set(key, failures);
    return backoffMs(TROUBLE_BACKOFF, failures, 0.5 + this.#random() / 2);
  }

  #rest(key: string, lane: Lane, delayMs: number): void {
    if (this.#resting.size >= MAX_REMEMBERED) return;
    const timer = this.deps.clock.after(delayMs, () => {
      this.#resting.delete(key);
      this.#enqueue(lane);
    });
    this.#resting.set(key, timer);
  }

  #suspect(key: string, lane: Lane): void {
    if (this.#suspects.size < MAX_REMEMBERED) this.#suspects.set(key, lane);
  }

  /** Lets go of what the store still takes for held, after a failure: so that it is not taken for a crash. */
  async #releaseLeftOver(): Promise<void> {
    for (const [key, { claim, progress }] of this.#unreleased) {
      await this.deps.store.release(claim, progress());
      this.#unreleased.delete(key);
    }
  }

  /** Counts a call that was called off until it has ended, and keeps its subscription waiting where they are too many. */
  #wait(subscription: string, settled: Promise<unknown>): void {
    const count = (change: number): number => {
      const calls = (this.#overdue.get(subscription) ?? 0) + change;
      this.#overdue.set(subscription, calls);
      this.#queue.block(subscription, calls >= MAX_OVERDUE);
      return calls;
    };
    const calls = count(1);
    if (calls === MAX_OVERDUE) this.deps.reports.stuck(subscription, calls);
    void settled.then(() => {
      count(-1);
      this.#fillPlaces();
    });
  }

  /** Whether every lane under way ends within `ms`. */
  #ended(ms: number): Promise<boolean> {
    return this.#within(ms, Promise.all([...this.#running.values()].map(({ ended }) => ended)));
  }

  /** Whether `work` is done within `ms`. */
  async #within(ms: number, work: Promise<unknown>): Promise<boolean> {
    let timer: Timer | undefined;
    const inTime = await Promise.race([
      work.then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((resolve) => (timer = this.deps.clock.after(ms, () => resolve(false)))),
    ]);
    timer?.cancel();
    return inTime;
  }

  #isStopping(): boolean {
    return this.#state !== 'running';
  }
}

const keyOf = ({ subscription, orgId }: Lane): string => `${subscription} ${orgId}`;
