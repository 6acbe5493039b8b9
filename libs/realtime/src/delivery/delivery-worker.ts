import type { EventLog, LogRecord } from '../log/event-log.js';
import type { Clock, Timer } from '../time/clock.js';
import type { DeliveryReports } from './delivery-reports.js';
import type { DeliveryStore, Lane } from './delivery-store.js';
import { type DeliveryCounts, type LaneOutcome, LaneRun, type LaneRunDeps } from './lane-run.js';
import type { Subscription, SubscriptionRegistry } from './subscription.js';

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

export const DELIVERY_DEFAULTS = {
  concurrency: 100,
  scanMs: 2_000,
  orgsPerScan: 10_000,
  leaseMs: 30_000,
  saveEvery: 50,
  saveEveryMs: 1_000,
  drainMs: 5_000,
} as const;

export interface DeliveryWorkerDeps {
  readonly log: Pick<EventLog<unknown>, 'read'>;
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
/** How long `stop` waits for the store once handlers have been aborted, in milliseconds. */
const RELEASE_MS = 1_000;

/**
 * Feeds durable subscribers from the log, in this instance and beside others: each lane, one subscription's way
 * through one org, is worked on by whoever has claimed it in the store, strictly in order.
 *
 * The log and the store are the truth and a hint only says where to look, so a hint may come late, twice or not at all:
 * a scan over the store finds every lane whose org has gone on.
 *
 * States: *new*, *running* (from `start`), *stopping* (from `stop`: no lane is begun, those under way end), *stopped*.
 * A lane is *waiting* for one of `concurrency` places, *running* in one, *postponed* until its next attempt, or idle.
 */
export class DeliveryWorker {
  readonly #options: Required<DeliveryWorkerOptions>;
  readonly #counts: DeliveryCounts = { inFlight: 0, delivered: 0, retried: 0, deadLettered: 0, expired: 0 };
  readonly #runDeps: LaneRunDeps;
  #state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';
  readonly #waiting = new Map<string, Lane>();
  readonly #running = new Map<string, { readonly run: LaneRun; readonly ended: Promise<void>; again: boolean }>();
  readonly #postponed = new Map<string, Timer>();
  readonly #timers: Timer[] = [];
  #scanning = false;
  #scanFrom: string | undefined;
  #lagSoFar = new Map<string, number>();
  #lag: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly deps: DeliveryWorkerDeps,
    options: DeliveryWorkerOptions = {},
  ) {
    this.#options = { ...DELIVERY_DEFAULTS, ...options };
    this.#runDeps = {
      ...deps,
      ...this.#options,
      random: deps.random ?? Math.random,
      counts: this.#counts,
      othersWait: () => this.#waiting.size > 0,
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
   * Makes the subscriptions known to the store, looks at every org once, and goes on from there. Without subscriptions
   * nothing runs. To be called once, when the log and the store are open and every handler can be called.
   */
  async start(): Promise<void> {
    if (this.#state !== 'new') return;
    this.#state = 'running';
    for (const { name, from } of this.deps.subscriptions) {
      await this.deps.store.register(name, from);
      this.#lagSoFar.set(name, 0);
    }
    if (this.isStopping() || this.#lagSoFar.size === 0) return;
    this.#timers.push(
      this.deps.clock.every(this.#options.scanMs, () => void this.scan()),
      this.deps.clock.every(this.renewMs, () => void this.renew()),
    );
    do await this.scan();
    while (this.#scanFrom !== undefined && !this.isStopping());
  }

  /** Takes a committed event as a hint. */
  accept(event: Pick<LogRecord, 'orgId' | 'domain' | 'eventType'>): void {
    for (const subscription of this.deps.subscriptions) {
      // What it does not want can wait: the scan passes over it, many at a time.
      if (subscription.filter.matches(event)) this.enqueue({ subscription: subscription.name, orgId: event.orgId });
    }
  }

  /** Looks at an org for every subscription. */
  wake(orgId: string): void {
    for (const { name } of this.deps.subscriptions) this.enqueue({ subscription: name, orgId });
  }

  /**
   * Ends what is under way and lets go of every lane. Handlers get `drainMs`, then they are aborted; their events stay
   * before the position, and whoever claims the lane next gets them again.
   */
  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopping';
    for (const timer of this.#timers.splice(0)) timer.cancel();
    for (const timer of this.#postponed.values()) timer.cancel();
    this.#postponed.clear();
    this.#waiting.clear();
    for (const { run } of this.#running.values()) run.finish();
    if (!(await this.ended(this.#options.drainMs))) {
      for (const { run } of this.#running.values()) run.abandon();
      await this.ended(RELEASE_MS);
    }
    this.#state = 'stopped';
  }

  /** Looks at the next orgs for what no hint told. A failure is reported, and the next scan looks at the same orgs. */
  async scan(): Promise<void> {
    if (this.#scanning || this.#waiting.size >= MAX_WAITING) return;
    this.#scanning = true;
    const { store, subscriptions, reports } = this.deps;
    try {
      const { lanes, next } = await store.backlog(subscriptions.names, this.#scanFrom, this.#options.orgsPerScan);
      for (const { subscription, orgId, head, position, leased } of lanes) {
        this.#lagSoFar.set(subscription, (this.#lagSoFar.get(subscription) ?? 0) + head - position);
        if (!leased) this.enqueue({ subscription, orgId });
      }
      this.#scanFrom = next;
      if (next === undefined) {
        this.#lag = this.#lagSoFar;
        this.#lagSoFar = new Map(subscriptions.names.map((name) => [name, 0]));
      }
    } catch (error) {
      reports.error(error);
    } finally {
      this.#scanning = false;
    }
  }

  /**
   * Holds on to the lanes under way. What is not held any more is called off at once, and so is what could run out
   * before the next renewal, because the store has not answered or this process stood still: better to repeat an event
   * than to work on it beside the next holder.
   */
  private async renew(): Promise<void> {
    const { store, clock, reports } = this.deps;
    const askedAt = clock.now();
    const runs = [...this.#running.values()].map(({ run }) => run);
    for (const run of runs) if (run.claim && run.heldUntil < askedAt + this.renewMs) run.lose();
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

  private get renewMs(): number {
    return Math.ceil(this.#options.leaseMs / 3);
  }

  private enqueue(lane: Lane): void {
    if (this.#state !== 'running') return;
    const key = keyOf(lane);
    const running = this.#running.get(key);
    if (running) running.again = true;
    else if (!this.#postponed.has(key) && this.#waiting.size < MAX_WAITING) {
      this.#waiting.set(key, lane);
      this.fillPlaces();
    }
  }

  private fillPlaces(): void {
    for (const [key, lane] of this.#waiting) {
      if (this.#running.size >= this.#options.concurrency) return;
      this.#waiting.delete(key);
      const subscription = this.deps.subscriptions.get(lane.subscription);
      if (subscription) this.begin(key, lane, subscription);
    }
  }

  private begin(key: string, lane: Lane, subscription: Subscription): void {
    const run = new LaneRun(lane, subscription, this.#runDeps);
    const ended = run.run().then((outcome) => this.over(key, lane, outcome));
    this.#running.set(key, { run, ended, again: false });
  }

  private over(key: string, lane: Lane, outcome: LaneOutcome): void {
    const again = this.#running.get(key)?.again ?? false;
    this.#running.delete(key);
    if (this.#state !== 'running') return;
    if (outcome.kind === 'postponed') this.postpone(key, lane, outcome.delayMs);
    else if (outcome.kind === 'more' || again) this.enqueue(lane);
    this.fillPlaces();
  }

  private postpone(key: string, lane: Lane, delayMs: number): void {
    const timer = this.deps.clock.after(delayMs, () => {
      this.#postponed.delete(key);
      this.enqueue(lane);
    });
    this.#postponed.set(key, timer);
  }

  /** Whether every lane under way ends within `ms`. */
  private async ended(ms: number): Promise<boolean> {
    const runs = [...this.#running.values()].map(({ ended }) => ended);
    let timer: Timer | undefined;
    const inTime = await Promise.race([
      Promise.all(runs).then(() => true),
      new Promise<boolean>((resolve) => (timer = this.deps.clock.after(ms, () => resolve(false)))),
    ]);
    timer?.cancel();
    return inTime;
  }

  private isStopping(): boolean {
    return this.#state !== 'running';
  }
}

const keyOf = ({ subscription, orgId }: Lane): string => `${subscription} ${orgId}`;
