import { LOG_START, type LogPosition, isOtherHistory } from '../log/event-log.js';
import type { MemoryEventLog } from '../log/memory.event-log.js';
import { type Clock, systemClock } from '../time/clock.js';
import type {
  BacklogPartition,
  BacklogPage,
  Claim,
  DeadLetter,
  DeliveryStore,
  Partition,
  PartitionProgress,
  Postponement,
  RedeliveryFailure,
} from './delivery-store.js';

interface PartitionState {
  position: number;
  /** Mark of the event at the position; 0 if unknown. */
  mark: number;
  /** When the log was last known to contain it, in Unix milliseconds. */
  provenAt: number;
  token: number;
  /** End of the lease or of the pause, by the monotonic clock. */
  leasedUntil: number;
  /** Claimed and not released. */
  held: boolean;
  /** `seq` of the event marked as being handled. */
  trying: number | undefined;
  failures: number;
  crashes: number;
  firstFailedAt: number | undefined;
}

interface StoredDeadLetter {
  deadLetter: DeadLetter;
  /** By the monotonic clock. */
  takenUntil: number;
}

/** Positions and dead letters in this process's memory, with a {@link MemoryEventLog}. */
export class MemoryDeliveryStore implements DeliveryStore {
  /** Subscription → when this application was last known to have it, in Unix milliseconds. */
  readonly #registered = new Map<string, number>();
  /** Subscription → org → position. */
  readonly #states = new Map<string, Map<string, PartitionState>>();
  /** By id. */
  readonly #deadLetters = new Map<string, StoredDeadLetter>();

  constructor(
    private readonly log: MemoryEventLog,
    private readonly clock: Pick<Clock, 'now' | 'monotonic'> = systemClock,
  ) {}

  open(): Promise<void> {
    return Promise.resolve();
  }

  async register(subscription: string, from: 'head' | 'start'): Promise<void> {
    if (this.#registered.has(subscription)) return;
    for (const orgId of this.log.orgIds) {
      const { head, mark, floor } = await this.log.bounds(orgId);
      if (this.#registered.has(subscription)) return;
      const begin = from === 'head' ? { position: head, mark } : { position: floor, mark: 0 };
      Object.assign(this.#stateOf({ subscription, orgId }), begin, { provenAt: this.clock.now() });
    }
    this.#registered.set(subscription, this.clock.now());
  }

  async backlog(subscriptions: readonly string[], after: string | undefined, orgs: number): Promise<BacklogPage> {
    const orgIds = this.log.orgIds.filter((orgId) => after === undefined || orgId > after).slice(0, orgs);
    const { heads } = await this.log.heads(orgIds);
    const partitions: BacklogPartition[] = [];
    for (const orgId of orgIds) {
      const head = heads.get(orgId) ?? LOG_START;
      for (const subscription of subscriptions) {
        const { position, mark, leasedUntil } = this.#stateOf({ subscription, orgId });
        const leased = leasedUntil > this.clock.monotonic();
        if (head.seq === position && !isOtherHistory(mark, head.mark)) continue;
        partitions.push({ subscription, orgId, head: head.seq, position, leased });
      }
    }
    return { partitions, next: orgIds.length < orgs ? undefined : orgIds.at(-1) };
  }

  neededFrom(own: readonly string[], missingMs: number): Promise<number> {
    const now = this.clock.now();
    for (const name of own) if (this.#registered.has(name)) this.#registered.set(name, now);
    const oldest = [...this.#registered]
      .filter(([, seenAt]) => seenAt >= now - missingMs)
      .flatMap(([subscription]) =>
        this.log.orgIds.flatMap(
          (orgId) => this.log.timeAfter(orgId, this.#stateOf({ subscription, orgId }).position) ?? [],
        ),
      );
    return Promise.resolve(oldest.reduce((a, b) => Math.min(a, b), now));
  }

  async claim({ subscription, orgId }: Partition, leaseMs: number): Promise<Claim | undefined> {
    const head = await this.#head(orgId);
    const state = this.#stateOf({ subscription, orgId });
    if (state.leasedUntil > this.clock.monotonic()) return undefined;
    if (state.held) state.crashes += 1;
    if (state.held && state.trying !== undefined) {
      state.failures += 1;
      state.firstFailedAt ??= this.clock.now();
    }
    state.token += 1;
    state.leasedUntil = this.clock.monotonic() + leaseMs;
    state.held = true;
    state.trying = undefined;
    const { token, position, mark, failures, crashes, firstFailedAt } = state;
    const provenAgoMs = this.clock.now() - state.provenAt;
    return { subscription, orgId, token, position, mark, provenAgoMs, head, failures, crashes, firstFailedAt };
  }

  renew(claims: readonly Claim[], leaseMs: number): Promise<readonly Claim[]> {
    const held = claims.filter((claim) => {
      const state = this.#held(claim);
      if (state) state.leasedUntil = this.clock.monotonic() + leaseMs;
      return state !== undefined;
    });
    return Promise.resolve(held);
  }

  mark(claim: Claim, progress: PartitionProgress): Promise<boolean> {
    const state = this.#move(claim, progress);
    if (state) state.trying = progress.seq + 1;
    return Promise.resolve(state !== undefined);
  }

  rewind(claim: Claim, progress: PartitionProgress): Promise<boolean> {
    const state = this.#held(claim);
    if (state) {
      this.#putAt(state, progress);
      Object.assign(state, { trying: undefined, failures: 0, crashes: 0, firstFailedAt: undefined });
    }
    return Promise.resolve(state !== undefined);
  }

  advance(claim: Claim, progress: PartitionProgress): Promise<boolean> {
    return Promise.resolve(this.#move(claim, progress) !== undefined);
  }

  async release(claim: Claim, progress: PartitionProgress): Promise<LogPosition | undefined> {
    const state = this.#move(claim, progress);
    if (!state) return undefined;
    this.#letGo(state);
    state.leasedUntil = -Infinity;
    return this.#head(claim.orgId);
  }

  postpone(
    claim: Claim,
    progress: PartitionProgress,
    { failures, firstFailedAt, delayMs }: Postponement,
  ): Promise<boolean> {
    const state = this.#move(claim, progress);
    if (!state) return Promise.resolve(false);
    this.#letGo(state);
    state.leasedUntil = this.clock.monotonic() + delayMs;
    state.failures = failures;
    state.firstFailedAt = firstFailedAt;
    return Promise.resolve(true);
  }

  deadLetter(claim: Claim, progress: PartitionProgress, deadLetter: DeadLetter): Promise<boolean> {
    const moved = this.#move(claim, progress) !== undefined;
    if (moved) this.#deadLetters.set(deadLetter.id, { deadLetter, takenUntil: -Infinity });
    return Promise.resolve(moved);
  }

  deadLetters(orgId: string, after: string | undefined, limit: number): Promise<readonly DeadLetter[]> {
    const deadLetters = [...this.#deadLetters.values()]
      .map(({ deadLetter }) => deadLetter)
      .filter((deadLetter) => deadLetter.orgId === orgId && (after === undefined || deadLetter.id > after))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    return Promise.resolve(deadLetters.slice(0, limit));
  }

  takeDeadLetter(orgId: string, id: string, leaseMs: number): Promise<DeadLetter | 'taken' | undefined> {
    const kept = this.#deadLetter(orgId, id);
    if (!kept) return Promise.resolve(undefined);
    if (kept.takenUntil > this.clock.monotonic()) return Promise.resolve('taken');
    kept.takenUntil = this.clock.monotonic() + leaseMs;
    return Promise.resolve(kept.deadLetter);
  }

  returnDeadLetter(orgId: string, id: string, failed?: RedeliveryFailure): Promise<void> {
    const kept = this.#deadLetter(orgId, id);
    if (kept) {
      const { deadLetter } = kept;
      kept.takenUntil = -Infinity;
      if (failed) {
        kept.deadLetter = {
          ...deadLetter,
          failure: failed.failure,
          attempts: deadLetter.attempts + 1,
          lastFailedAt: failed.at,
        };
      }
    }
    return Promise.resolve();
  }

  dropDeadLetter(orgId: string, id: string): Promise<boolean> {
    return Promise.resolve(this.#deadLetter(orgId, id) !== undefined && this.#deadLetters.delete(id));
  }

  #deadLetter(orgId: string, id: string): StoredDeadLetter | undefined {
    const kept = this.#deadLetters.get(id);
    return kept?.deadLetter.orgId === orgId ? kept : undefined;
  }

  /** Returns the partition's state if the claim is its newest. */
  #held(claim: Claim): PartitionState | undefined {
    const state = this.#stateOf(claim);
    return state.token === claim.token ? state : undefined;
  }

  #move(claim: Claim, progress: PartitionProgress): PartitionState | undefined {
    const state = this.#held(claim);
    if (!state || progress.seq < state.position) return undefined;
    state.trying = undefined;
    if (progress.seq > state.position) {
      state.failures = 0;
      state.crashes = 0;
      state.firstFailedAt = undefined;
    }
    this.#putAt(state, progress);
    return state;
  }

  #putAt(state: PartitionState, { seq, mark, provenAgoMs }: PartitionProgress): void {
    state.position = seq;
    state.mark = mark;
    state.provenAt = this.clock.now() - provenAgoMs;
  }

  async #head(orgId: string): Promise<LogPosition> {
    const { head, mark } = await this.log.bounds(orgId);
    return { seq: head, mark };
  }

  /** The token increases, so that later calls of the claim have no effect. */
  #letGo(state: PartitionState): void {
    state.token += 1;
    state.held = false;
  }

  #stateOf({ subscription, orgId }: Partition): PartitionState {
    let orgs = this.#states.get(subscription);
    if (!orgs) this.#states.set(subscription, (orgs = new Map<string, PartitionState>()));
    let state = orgs.get(orgId);
    if (!state) {
      state = {
        position: 0,
        mark: 0,
        provenAt: 0,
        token: 0,
        leasedUntil: -Infinity,
        held: false,
        trying: undefined,
        failures: 0,
        crashes: 0,
        firstFailedAt: undefined,
      };
      orgs.set(orgId, state);
    }
    return state;
  }
}
