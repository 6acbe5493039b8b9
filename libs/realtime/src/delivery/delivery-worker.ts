import type { EventLog, LogRecord } from '../log/event-log.js';
import type { Clock, Timer } from '../time/clock.js';
import { backoffMs } from './backoff.js';
import { BacklogScan } from './backlog-scan.js';
import type { DeliveryReports } from './delivery-reports.js';
import type { DeliveryStore, Partition } from './delivery-store.js';
import { renewalMs, renewLeases } from './lease-renewal.js';
import { OverdueCalls } from './overdue-calls.js';
import { PartitionQueue } from './partition-queue.js';
import {
  type DeliveryCounts,
  type ConsumerOutcome,
  PartitionConsumer,
  type PartitionConsumerDeps,
  type Unreleased,
} from './partition-consumer.js';
import { StoreBreaker } from './store-breaker.js';
import type { SubscriptionRegistry } from './subscription.js';

export interface DeliveryWorkerOptions {
  /**
   * Partitions processed at the same time, and so concurrent handlers, over all subscriptions and orgs. @default 100
   */
  readonly concurrency?: number;
  /** Interval between scans of the next orgs, which recover from lost hints, in milliseconds. @default 2_000 */
  readonly scanMs?: number;
  /**
   * Orgs per scan query. With more orgs, a full round takes several scans: at 1,000,000 orgs a lost hint is recovered
   * within 200 s. @default 10_000
   */
  readonly orgsPerScan?: number;
  /** How long a crashed instance keeps a partition, in milliseconds. Renewed at a third of it. @default 30_000 */
  readonly leaseMs?: number;
  /** Handled events after which a position is saved: the most a crash repeats per partition. @default 50 */
  readonly saveEvery?: number;
  /** Time after which a position is saved even after fewer events, in milliseconds. @default 1_000 */
  readonly saveEveryMs?: number;
  /** How long `stop` waits for running handlers before it aborts them, in milliseconds. @default 5_000 */
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
  /** Returns UUIDs, version 7. */
  readonly newId: () => string;
  /** Returns a number from 0 up to, but not including, 1. @default Math.random */
  readonly random?: () => number;
}

/** Partitions that may wait for a slot. Further hints are dropped; the scan finds those partitions in the store. */
const MAX_WAITING = 100_000;
/** Partitions remembered for a retry, for each reason; the scan finds the others. */
const MAX_REMEMBERED = 10_000;
/** How long `stop` waits for the store once handlers have been aborted, in milliseconds. */
const RELEASE_MS = 1_000;
/** How long a partition pauses after the store or the log failed on it. */
const TROUBLE_BACKOFF = { firstMs: 1_000, maxMs: 30_000 } as const;

interface Running {
  readonly run: PartitionConsumer;
  readonly ended: Promise<void>;
  readonly suspect: boolean;
  /** A hint arrived meanwhile. */
  again: boolean;
}

/**
 * Feeds durable subscribers from the log, in this and other instances: each partition, one subscription's events of one
 * org, is processed strictly in order by the instance that has claimed it in the store.
 *
 * The log and the store are the truth and a hint only says where to look, so hints may be late, doubled or missing: a
 * scan of the store finds every partition whose org has new events.
 *
 * States: *new*, *running* (from `start`), *stopping* (from `stop`: no partition starts, running ones end), *stopped*.
 * A partition is *waiting* for one of `concurrency` slots, *running* in one, *resting* until its next attempt,
 * *suspect* (see {@link PartitionConsumer}) and waiting for the single slot that suspects share, or idle.
 */
export class DeliveryWorker {
  readonly #options: Required<DeliveryWorkerOptions>;
  readonly #counts: DeliveryCounts = { inFlight: 0, delivered: 0, retried: 0, deadLettered: 0, expired: 0 };
  readonly #runDeps: PartitionConsumerDeps;
  readonly #random: () => number;
  readonly #breaker: StoreBreaker;
  #state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';
  #queue = new PartitionQueue([], { slots: 0, maxWaiting: 0 });
  readonly #running = new Map<string, Running>();
  readonly #resting = new Map<string, Timer>();
  readonly #suspects = new Map<string, Partition>();
  /** Partition → consecutive failures of the store or the log on it. */
  readonly #troubled = new Map<string, number>();
  readonly #unreleased = new Map<string, Unreleased>();
  readonly #overdue: OverdueCalls;
  readonly #timers: Timer[] = [];
  #resume: Timer | undefined;
  readonly #backlog: BacklogScan;
  #scanning = false;

  constructor(
    private readonly deps: DeliveryWorkerDeps,
    options: DeliveryWorkerOptions = {},
  ) {
    this.#options = { ...DELIVERY_DEFAULTS, ...options };
    this.#random = deps.random ?? Math.random;
    this.#breaker = new StoreBreaker(deps.clock, this.#random);
    this.#backlog = new BacklogScan(deps.store, deps.subscriptions, this.#options.orgsPerScan);
    this.#overdue = new OverdueCalls({
      reports: deps.reports,
      block: (subscription, isBlocked) => this.#queue.block(subscription, isBlocked),
      onEnd: () => this.#fillPlaces(),
    });
    this.#runDeps = {
      ...deps,
      ...this.#options,
      random: this.#random,
      counts: this.#counts,
      othersWait: () => this.#queue.waiting > 0,
      overdue: (subscription, settled) => this.#overdue.add(subscription, settled),
    };
  }

  /** Running handlers. */
  get inFlight(): number {
    return this.#counts.inFlight;
  }

  /** Events handled by this process. */
  get deliveredTotal(): number {
    return this.#counts.delivered;
  }

  /** Failed attempts that were postponed for a retry. */
  get retriedTotal(): number {
    return this.#counts.retried;
  }

  /** Events that this process made dead letters. */
  get deadLetteredTotal(): number {
    return this.#counts.deadLettered;
  }

  /** Events that this process found expired before they were delivered. */
  get expiredTotal(): number {
    return this.#counts.expired;
  }

  /** Subscription → undelivered events over all orgs and instances, as of the last complete scan. */
  get lag(): ReadonlyMap<string, number> {
    return this.#backlog.lag;
  }

  /**
   * Registers the subscriptions in the store and scans every org once, as far as there is room for the results;
   * periodic scans continue from there. Runs nothing without subscriptions. Call it once, when the log and the store
   * are open and every handler is ready.
   */
  async start(): Promise<void> {
    if (this.#state !== 'new') return;
    this.#state = 'running';
    const { subscriptions, store, clock } = this.deps;
    for (const { name, from } of subscriptions) await store.register(name, from);
    if (this.#isStopping() || subscriptions.names.length === 0) return;
    this.#queue = new PartitionQueue(subscriptions.names, {
      slots: this.#options.concurrency,
      maxWaiting: MAX_WAITING,
    });
    this.#timers.push(
      clock.every(this.#options.scanMs, () => void this.scan()),
      clock.every(renewalMs(this.#options.leaseMs), () => void this.#renew()),
    );
    while (await this.scan());
  }

  /** Takes a committed event as a hint. */
  accept(event: Pick<LogRecord, 'orgId' | 'domain' | 'eventType'>): void {
    for (const subscription of this.deps.subscriptions) {
      // Unwanted events can wait: the scan skips many at a time.
      if (subscription.filter.matches(event)) this.#enqueue({ subscription: subscription.name, orgId: event.orgId });
    }
  }

  /** Checks an org for every subscription. */
  wake(orgId: string): void {
    for (const { name } of this.deps.subscriptions) this.#enqueue({ subscription: name, orgId });
  }

  /**
   * Ends running work and releases every partition. Handlers get `drainMs`, then they are aborted; their events stay
   * after the position, and the next holder of the partition gets them again.
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
   * Scans the next orgs, to recover from lost hints. A failure is reported, and the next scan repeats the same orgs.
   * @returns whether there are more orgs to scan now
   */
  async scan(): Promise<boolean> {
    if (this.#scanning || this.#isStopping() || !this.#queue.hasSpace || this.#breaker.waitMs > 0) return false;
    this.#scanning = true;
    try {
      await this.#releaseLeftOver();
      const { claimable, hasMore } = await this.#backlog.next();
      this.#breaker.succeeded();
      for (const { subscription, orgId } of claimable) this.#enqueue({ subscription, orgId });
      this.#fillPlaces();
      return hasMore;
    } catch (error) {
      this.#storeFailed(error);
      return false;
    } finally {
      this.#scanning = false;
    }
  }

  #renew(): Promise<void> {
    const runs = [...this.#running.values()].map(({ run }) => run);
    return renewLeases(runs, this.#options.leaseMs, this.deps);
  }

  #enqueue(partition: Partition): void {
    if (this.#state !== 'running') return;
    const key = keyOf(partition);
    const running = this.#running.get(key);
    if (running) running.again = true;
    else if (!this.#resting.has(key) && !this.#suspects.has(key) && this.#queue.add(key, partition)) this.#fillPlaces();
  }

  /** Starts as many partitions as may run; only one until the store has recovered. */
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

  #nextSuspect(): readonly [key: string, partition: Partition] | undefined {
    if (this.#suspects.size === 0) return undefined;
    for (const { suspect } of this.#running.values()) if (suspect) return undefined;
    for (const [key, partition] of this.#suspects) {
      if (!this.#queue.admit(partition)) continue;
      this.#suspects.delete(key);
      return [key, partition];
    }
    return undefined;
  }

  #resumeLater(): void {
    this.#resume ??= this.deps.clock.after(this.#breaker.waitMs, () => {
      this.#resume = undefined;
      this.#fillPlaces();
    });
  }

  #begin(key: string, partition: Partition, suspect: boolean): void {
    const subscription = this.deps.subscriptions.get(partition.subscription);
    if (!subscription) return this.#queue.leave(partition);
    const run = new PartitionConsumer(partition, subscription, this.#runDeps, suspect);
    const ended = run
      .run()
      .catch((error: unknown): ConsumerOutcome => ({ kind: 'failed', error }))
      .then((outcome) => this.#over(key, partition, outcome));
    this.#running.set(key, { run, ended, suspect, again: false });
  }

  #over(key: string, partition: Partition, outcome: ConsumerOutcome): void {
    const again = this.#running.get(key)?.again ?? false;
    this.#running.delete(key);
    this.#queue.leave(partition);
    if (outcome.kind !== 'failed') {
      this.#breaker.succeeded();
      this.#troubled.delete(key);
    } else if (outcome.unreleased && this.#unreleased.size < MAX_REMEMBERED) {
      this.#unreleased.set(key, outcome.unreleased);
    }
    if (outcome.kind === 'failed') this.#storeFailed(outcome.error, partition);
    if (this.#state !== 'running') return;
    if (outcome.kind === 'failed') this.#rest(key, partition, this.#troubleMs(key));
    else if (outcome.kind === 'postponed') this.#rest(key, partition, outcome.delayMs);
    else if (outcome.kind === 'suspect') this.#suspect(key, partition);
    else if (outcome.kind === 'more' || again) this.#enqueue(partition);
    this.#fillPlaces();
  }

  #storeFailed(error: unknown, partition?: Partition): void {
    // One line per outage, however many partitions it hits at once.
    if (this.#breaker.waitMs === 0) this.deps.reports.error(error, partition);
    this.#breaker.failed();
  }

  #troubleMs(key: string): number {
    const failures = (this.#troubled.get(key) ?? 0) + 1;
    if (this.#troubled.size < MAX_REMEMBERED || this.#troubled.has(key)) this.#troubled.set(key, failures);
    return backoffMs(TROUBLE_BACKOFF, failures, 0.5 + this.#random() / 2);
  }

  #rest(key: string, partition: Partition, delayMs: number): void {
    if (this.#resting.size >= MAX_REMEMBERED) return;
    const timer = this.deps.clock.after(delayMs, () => {
      this.#resting.delete(key);
      this.#enqueue(partition);
    });
    this.#resting.set(key, timer);
  }

  #suspect(key: string, partition: Partition): void {
    if (this.#suspects.size < MAX_REMEMBERED) this.#suspects.set(key, partition);
  }

  /** Releases claims that could not be released before, so that they do not count as crashes. */
  async #releaseLeftOver(): Promise<void> {
    for (const [key, { claim, progress }] of this.#unreleased) {
      await this.deps.store.release(claim, progress());
      this.#unreleased.delete(key);
    }
  }

  /** Whether every running partition ends within `ms`. */
  #ended(ms: number): Promise<boolean> {
    return this.#within(ms, Promise.all([...this.#running.values()].map(({ ended }) => ended)));
  }

  /** Whether `work` succeeds within `ms`. */
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

const keyOf = ({ subscription, orgId }: Partition): string => `${subscription} ${orgId}`;
