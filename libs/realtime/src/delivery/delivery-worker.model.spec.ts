import { describe, expect, it } from '@jest/globals';
import type { DurableEvent } from '@bellhop/protocol';
import fc from 'fast-check';
import { defineDomain } from '../events/domain-definition.js';
import type { LogRecord } from '../log/event-log.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { NO_REPORTS } from '../testing/digest-worker.js';
import { unlogged } from '../testing/records.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import type { DeliveryGap } from './delivery-reports.js';
import type { DeliveryStore } from './delivery-store.js';
import { DeliveryWorker } from './delivery-worker.js';
import { MemoryDeliveryStore } from './memory.delivery-store.js';
import { defineSubscription, type DeliveryContext, SubscriptionRegistry } from './subscription.js';

/*
 * The model is a list of everything committed, with the effect of each event on its handler: it succeeds, fails a
 * number of times by throwing or hanging, or crashes its process at each call. Two instances share a store, and a
 * supervisor restarts crashed ones. Whatever happens to hints, instances, clocks and the store, each subscription gets
 * every event it wants, the first time in order, until it has handled it or used up its attempts; only retention may
 * delete one first, and that is reported. An event that its handler would have handled becomes a dead letter only if
 * that many calls of it were cut off.
 */

const ORGS = ['a', 'b'] as const;
const SUBSCRIBERS = [
  { name: 'everything', events: ['orders.*', 'payments.*'] },
  { name: 'orders-only', events: ['orders.*'] },
] as const;
const MAX_ATTEMPTS = 3;
const LEASE_MS = 9_000;
const domains = new Map(['orders', 'payments'].map((name) => [name, defineDomain(name, { Happened: {} })] as const));

interface Behaviour {
  /** Failed attempts before one succeeds. */
  readonly failures: number;
  readonly hangs: boolean;
  /** Duration of an attempt, in milliseconds. */
  readonly takesMs: number;
  /** Each attempt crashes its process. */
  readonly kills: boolean;
}

type Command =
  | { kind: 'commit'; org: number; domain: number; behaviours: readonly Behaviour[] }
  | { kind: 'hint'; process: number; which: number }
  | { kind: 'wake'; process: number; org: number }
  | { kind: 'pass'; ms: number }
  | { kind: 'step'; ms: number }
  | { kind: 'crash'; process: number }
  | { kind: 'stop'; process: number }
  | { kind: 'storeAway'; process: number; calls: number; answerLost: boolean }
  | { kind: 'purge'; keepMs: number };

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  failures: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(4) }),
  hangs: fc.boolean(),
  takesMs: fc.constantFrom(0, 0, 0, 400, 3_000),
  kills: fc.integer({ min: 0, max: 24 }).map((roll) => roll === 0),
});
const process = fc.nat(1);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      org: fc.nat(1),
      domain: fc.nat(1),
      behaviours: fc.array(behaviour, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('hint' as const), process, which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wake' as const), process, org: fc.nat(1) }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(0, 100, 1_000, 4_000, 12_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('step' as const), ms: fc.constantFrom(-3_600_000, 60_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), process }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), process }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('storeAway' as const),
      process,
      calls: fc.integer({ min: 1, max: 6 }),
      answerLost: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('purge' as const), keepMs: fc.constantFrom(0, 100, 1_000, 12_000) }),
  },
);

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = (): Promise<never> => new Promise(() => undefined);

/** An instance of the application. After a crash it does nothing and gets no response. */
class Process {
  crashed = false;
  awayFor = 0;
  answerLost = false;
  readonly worker: DeliveryWorker;

  constructor(private readonly world: World) {
    const subscriptions = new SubscriptionRegistry(domains);
    for (const { name, events } of SUBSCRIBERS) {
      const options = {
        name,
        events,
        maxAttempts: MAX_ATTEMPTS,
        timeoutMs: 5_000,
        backoff: { firstMs: 100, maxMs: 1_000 },
      };
      subscriptions.add(defineSubscription(options, (event, context) => world.handle(this, name, event, context)));
    }
    this.worker = new DeliveryWorker(
      {
        log: {
          read: (...args) => this.#reach(() => world.log.read(...args)),
          bounds: (...args) => this.#reach(() => world.log.bounds(...args)),
          seqBefore: (...args) => this.#reach(() => world.log.seqBefore(...args)),
        },
        store: this.#storeFromHere(),
        subscriptions,
        clock: world.clock,
        newId: () => world.newId(),
        random: () => world.random(),
        reports: {
          ...NO_REPORTS,
          gap: (gap) => world.gaps.push(gap),
          rewound: () => world.violations.push('rewound'),
          stuck: () => world.violations.push('stuck'),
        },
      },
      { leaseMs: LEASE_MS, saveEvery: 3, concurrency: 3, orgsPerScan: 1, drainMs: 2_000 },
    );
  }

  #storeFromHere(): DeliveryStore {
    return new Proxy<DeliveryStore>(this.world.store, {
      get: (store, name) => {
        const method: unknown = Reflect.get(store, name);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) => this.#reach(() => Reflect.apply(method, store, args) as Promise<unknown>);
      },
    });
  }

  async #reach<T>(call: () => Promise<T>): Promise<T> {
    if (this.crashed) return never();
    if (this.awayFor > 0) {
      this.awayFor -= 1;
      // The worst way for a database to fail: it does its work, and the response is lost.
      if (this.answerLost) {
        this.world.answersLost += 1;
        await call();
      }
      throw new Error('the database is away');
    }
    const answer = await call();
    return this.crashed ? never() : answer;
  }
}

class World {
  readonly clock = new SimulatedClock();
  readonly log = new MemoryEventLog(() => 'epoch', undefined, this.clock);
  readonly store = new MemoryDeliveryStore(this.log, this.clock);
  readonly committed: LogRecord[] = [];
  readonly gaps: DeliveryGap[] = [];
  /** Violations seen by handlers. An exception there would only count as a failed attempt. */
  readonly violations: string[] = [];
  /** Partition → successfully handled `seq`s. */
  readonly handled = new Map<string, Set<number>>();
  /** Partition → `seq`s that became dead letters. */
  readonly setAside = new Map<string, Set<number>>();
  /** Partition and `seq` → calls of the handler, including those marked and cut off before they began. */
  readonly calls = new Map<string, number>();
  readonly #marked = new Set<string>();
  answersLost = 0;
  kills = 0;
  /** Partition → `seq`s of handler calls, in the order of first calls. */
  readonly firstCalls = new Map<string, number[]>();
  readonly #underWay = new Map<string, { process: Process; signal: AbortSignal; over: boolean }[]>();
  readonly #positions = new Map<string, number>();
  readonly processes: Process[] = [];
  #made = 0;
  #seed = 1;

  newId(): string {
    return String((this.#made += 1)).padStart(12, '0');
  }

  /** Any numbers, as long as a failing run can be repeated. */
  random(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }

  async begin(): Promise<void> {
    const deadLetter = this.store.deadLetter.bind(this.store);
    this.store.deadLetter = async (claim, progress, dead) => {
      const done = await deadLetter(claim, progress, dead);
      if (done) setOf(this.setAside, `${claim.subscription} ${claim.orgId}`).add(dead.seq);
      return done;
    };
    const mark = this.store.mark.bind(this.store);
    this.store.mark = async (claim, progress) => {
      const done = await mark(claim, progress);
      const key = `${claim.subscription} ${claim.orgId} ${progress.seq + 1}`;
      if (done) this.#count(key);
      if (done) this.#marked.add(key);
      return done;
    };
    for (let index = 0; index < 2; index += 1) await this.boot(index);
  }

  async boot(index: number): Promise<void> {
    const process = new Process(this);
    this.processes[index] = process;
    // Not awaited, because the process may crash in it.
    void process.worker.start();
    await settle();
  }

  async run(step: Command): Promise<void> {
    switch (step.kind) {
      case 'commit': {
        const orgId = ORGS[step.org] ?? 'a';
        const event = { domain: step.domain === 0 ? 'orders' : 'payments', eventType: 'Happened' };
        const records = step.behaviours.map((behaviour) =>
          unlogged(orgId, { ...event, payloadJson: JSON.stringify(behaviour) }),
        );
        this.committed.push(...(await this.log.commit(records)));
        break;
      }
      case 'hint': {
        const record = this.committed.at(-1 - step.which);
        if (record) this.processes[step.process]?.worker.accept(record);
        break;
      }
      case 'wake':
        this.processes[step.process]?.worker.wake(ORGS[step.org] ?? 'a');
        break;
      case 'pass':
        await this.pass(step.ms);
        break;
      case 'step':
        this.clock.step(step.ms);
        break;
      case 'crash': {
        const process = this.processes[step.process];
        if (process) process.crashed = true;
        await this.boot(step.process);
        break;
      }
      case 'stop':
        // As in a rolling release: the next instance starts while this one still stops.
        void this.processes[step.process]?.worker.stop();
        await this.boot(step.process);
        break;
      case 'storeAway': {
        const process = this.processes[step.process];
        if (process) Object.assign(process, { awayFor: step.calls, answerLost: step.answerLost });
        break;
      }
      case 'purge':
        this.clock.advance(1);
        await this.log.purge({ keepMs: step.keepMs });
    }
    await settle();
    await this.#supervise();
    await this.#checkPositions();
  }

  /** Advances time in small steps, so that due work and what it starts runs before the next step. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.clock.advance(Math.min(left, 500));
      await settle();
      await this.#supervise();
    }
  }

  /** Restarts crashed instances. */
  async #supervise(): Promise<void> {
    for (const [index, process] of this.processes.entries()) if (process.crashed) await this.boot(index);
  }

  async handle(process: Process, subscription: string, event: DurableEvent, context: DeliveryContext): Promise<void> {
    if (process.crashed) return never();
    const partition = `${subscription} ${event.orgId}`;
    this.#checkOrder(partition, subscription, event);
    const { attempt, signal } = context;
    const { failures, hangs, takesMs, kills } = event.payload as Behaviour;
    const key = `${partition} ${event.seq}`;
    if (!this.#marked.delete(key)) this.#count(key);
    const calls = this.calls.get(key) ?? 0;
    this.#hold(
      attempt <= Math.min(calls + this.answersLost, MAX_ATTEMPTS),
      `attempt ${attempt} at ${key}, call ${calls}`,
    );

    // One instance at a time. Crashed ones, and cancelled calls still running, do not count.
    const others = (this.#underWay.get(partition) ?? []).filter(
      (call) => !call.over && !call.process.crashed && !call.signal.aborted,
    );
    this.#hold(others.length === 0, `two at a time on ${partition}`);
    const call = { process, signal, over: false };
    this.#underWay.set(partition, [...others, call]);
    try {
      if (kills) {
        this.kills += 1;
        process.crashed = true;
        return await never();
      }
      if (takesMs > 0) await new Promise<void>((resolve) => this.clock.after(takesMs, resolve));
      if (attempt <= failures) {
        if (hangs) return await never();
        throw new Error('no');
      }
      if (!process.crashed && !signal.aborted) setOf(this.handled, partition).add(event.seq);
    } finally {
      call.over = true;
    }
  }

  /** Ends the faults, and advances time until no subscription is behind. */
  async calm(): Promise<void> {
    for (const process of this.processes) process.awayFor = 0;
    for (let round = 0; round < 2_000 && (await this.#behind()) > 0; round += 1) await this.pass(1_000);
    expect(await this.#behind()).toBe(0);
  }

  wanted(subscription: string): readonly LogRecord[] {
    return this.committed.filter(({ domain }) => subscription === 'everything' || domain === 'orders');
  }

  isGone(subscription: string, { orgId, seq }: Pick<LogRecord, 'orgId' | 'seq'>): boolean {
    return this.gaps.some(
      (gap) => gap.subscription === subscription && gap.orgId === orgId && gap.from <= seq && seq <= gap.to,
    );
  }

  async #behind(): Promise<number> {
    return (
      await this.store.backlog(
        SUBSCRIBERS.map(({ name }) => name),
        undefined,
        10,
      )
    ).partitions.length;
  }

  /** Checks that every earlier event is done: handled, a dead letter, or reported lost. */
  #checkOrder(partition: string, subscription: string, event: DurableEvent): void {
    const first = this.firstCalls.get(partition) ?? [];
    if (first.includes(event.seq)) return;
    for (const before of this.wanted(subscription)) {
      if (before.orgId !== event.orgId || before.seq >= event.seq || this.isGone(subscription, before)) continue;
      const done =
        this.handled.get(partition)?.has(before.seq) === true || this.setAside.get(partition)?.has(before.seq) === true;
      this.#hold(done, `${partition}: ${event.seq} came before ${before.seq} was done with`);
    }
    this.firstCalls.set(partition, [...first, event.seq]);
  }

  #count(key: string): void {
    this.calls.set(key, (this.calls.get(key) ?? 0) + 1);
  }

  #hold(condition: boolean, violation: string): void {
    if (!condition) this.violations.push(violation);
  }

  async #checkPositions(): Promise<void> {
    const { partitions } = await this.store.backlog(
      SUBSCRIBERS.map(({ name }) => name),
      undefined,
      10,
    );
    for (const { name } of SUBSCRIBERS) {
      for (const orgId of ORGS) {
        const behind = partitions.find((partition) => partition.subscription === name && partition.orgId === orgId);
        const position = behind?.position ?? (await this.log.bounds(orgId)).head;
        expect(position).toBeGreaterThanOrEqual(this.#positions.get(`${name} ${orgId}`) ?? 0);
        this.#positions.set(`${name} ${orgId}`, position);
      }
    }
  }
}

function setOf(sets: Map<string, Set<number>>, key: string): Set<number> {
  let set = sets.get(key);
  if (!set) sets.set(key, (set = new Set<number>()));
  return set;
}

describe('durable delivery by two instances, against a list of what was committed', () => {
  it('delivers every event at least once and in order, or makes it a dead letter after its last attempt', async () => {
    let killed = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 60, size: 'max' }), async (steps) => {
        const world = new World();
        await world.begin();
        for (const step of steps) await world.run(step);
        await world.calm();
        expect(world.violations).toEqual([]);

        for (const { name } of SUBSCRIBERS) {
          for (const orgId of ORGS) {
            const deadLetters = (await world.store.deadLetters(orgId, undefined, 1_000)).filter(
              (dead) => dead.subscription === name,
            );
            const first = world.firstCalls.get(`${name} ${orgId}`) ?? [];
            expect(first).toEqual([...first].sort((a, b) => a - b));
            const due = world.wanted(name).filter((record) => record.orgId === orgId && !world.isGone(name, record));
            const poisoned = due.filter(({ payloadJson }) => {
              const { failures, kills } = JSON.parse(payloadJson) as Behaviour;
              return failures >= MAX_ATTEMPTS || kills;
            });
            const lettered = deadLetters.map(({ seq }) => seq);
            expect(new Set(lettered).size).toBe(lettered.length);
            expect(deadLetters.every(({ attempts }) => attempts === MAX_ATTEMPTS)).toBe(true);
            expect(poisoned.filter(({ seq }) => !lettered.includes(seq))).toEqual([]);
            for (const { seq } of deadLetters) {
              const calls = world.calls.get(`${name} ${orgId} ${seq}`) ?? 0;
              expect(calls + world.answersLost).toBeGreaterThanOrEqual(MAX_ATTEMPTS);
            }
            const handled = world.handled.get(`${name} ${orgId}`) ?? new Set();
            expect(due.filter(({ seq }) => !lettered.includes(seq) && !handled.has(seq))).toEqual([]);
          }
        }
        killed += world.kills;
        const stopped = Promise.all(world.processes.map(({ worker }) => worker.stop()));
        await world.pass(5_000);
        await stopped;
        expect(world.processes.map(({ worker }) => worker.inFlight)).toEqual([0, 0]);
      }),
      { numRuns: 200 },
    );
    expect(killed).toBeGreaterThan(100);
  });
});
