import { LOG_START, type LogPosition, isOtherHistory } from '../log/event-log.js';
import type { MemoryEventLog } from '../log/memory.event-log.js';
import { type Clock, systemClock } from '../time/clock.js';
import type {
  BacklogLane,
  BacklogPage,
  Claim,
  DeadLetter,
  DeliveryStore,
  Lane,
  LaneProgress,
  Postponement,
  RedeliveryFailure,
} from './delivery-store.js';

interface Place {
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

interface KeptLetter {
  letter: DeadLetter;
  /** By the monotonic clock. */
  takenUntil: number;
}

/** Positions and dead letters in this process's memory, with a {@link MemoryEventLog}. */
export class MemoryDeliveryStore implements DeliveryStore {
  /** Subscription → when this application was last known to have it, in Unix milliseconds. */
  readonly #registered = new Map<string, number>();
  /** Subscription → org → position. */
  readonly #places = new Map<string, Map<string, Place>>();
  /** By id. */
  readonly #letters = new Map<string, KeptLetter>();

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
      Object.assign(this.#place({ subscription, orgId }), begin, { provenAt: this.clock.now() });
    }
    this.#registered.set(subscription, this.clock.now());
  }

  async backlog(subscriptions: readonly string[], after: string | undefined, orgs: number): Promise<BacklogPage> {
    const orgIds = this.log.orgIds.filter((orgId) => after === undefined || orgId > after).slice(0, orgs);
    const { heads } = await this.log.heads(orgIds);
    const lanes: BacklogLane[] = [];
    for (const orgId of orgIds) {
      const head = heads.get(orgId) ?? LOG_START;
      for (const subscription of subscriptions) {
        const { position, mark, leasedUntil } = this.#place({ subscription, orgId });
        const leased = leasedUntil > this.clock.monotonic();
        if (head.seq === position && !isOtherHistory(mark, head.mark)) continue;
        lanes.push({ subscription, orgId, head: head.seq, position, leased });
      }
    }
    return { lanes, next: orgIds.length < orgs ? undefined : orgIds.at(-1) };
  }

  neededFrom(own: readonly string[], missingMs: number): Promise<number> {
    const now = this.clock.now();
    for (const name of own) if (this.#registered.has(name)) this.#registered.set(name, now);
    const oldest = [...this.#registered]
      .filter(([, seenAt]) => seenAt >= now - missingMs)
      .flatMap(([subscription]) =>
        this.log.orgIds.flatMap(
          (orgId) => this.log.timeAfter(orgId, this.#place({ subscription, orgId }).position) ?? [],
        ),
      );
    return Promise.resolve(oldest.reduce((a, b) => Math.min(a, b), now));
  }

  async claim({ subscription, orgId }: Lane, leaseMs: number): Promise<Claim | undefined> {
    const head = await this.#head(orgId);
    const place = this.#place({ subscription, orgId });
    if (place.leasedUntil > this.clock.monotonic()) return undefined;
    if (place.held) place.crashes += 1;
    if (place.held && place.trying !== undefined) {
      place.failures += 1;
      place.firstFailedAt ??= this.clock.now();
    }
    place.token += 1;
    place.leasedUntil = this.clock.monotonic() + leaseMs;
    place.held = true;
    place.trying = undefined;
    const { token, position, mark, failures, crashes, firstFailedAt } = place;
    const provenAgoMs = this.clock.now() - place.provenAt;
    return { subscription, orgId, token, position, mark, provenAgoMs, head, failures, crashes, firstFailedAt };
  }

  renew(claims: readonly Claim[], leaseMs: number): Promise<readonly Claim[]> {
    const held = claims.filter((claim) => {
      const place = this.#held(claim);
      if (place) place.leasedUntil = this.clock.monotonic() + leaseMs;
      return place !== undefined;
    });
    return Promise.resolve(held);
  }

  mark(claim: Claim, progress: LaneProgress): Promise<boolean> {
    const place = this.#move(claim, progress);
    if (place) place.trying = progress.seq + 1;
    return Promise.resolve(place !== undefined);
  }

  rewind(claim: Claim, progress: LaneProgress): Promise<boolean> {
    const place = this.#held(claim);
    if (place) {
      this.#putAt(place, progress);
      Object.assign(place, { trying: undefined, failures: 0, crashes: 0, firstFailedAt: undefined });
    }
    return Promise.resolve(place !== undefined);
  }

  advance(claim: Claim, progress: LaneProgress): Promise<boolean> {
    return Promise.resolve(this.#move(claim, progress) !== undefined);
  }

  async release(claim: Claim, progress: LaneProgress): Promise<LogPosition | undefined> {
    const place = this.#move(claim, progress);
    if (!place) return undefined;
    this.#letGo(place);
    place.leasedUntil = -Infinity;
    return this.#head(claim.orgId);
  }

  postpone(claim: Claim, progress: LaneProgress, { failures, firstFailedAt, delayMs }: Postponement): Promise<boolean> {
    const place = this.#move(claim, progress);
    if (!place) return Promise.resolve(false);
    this.#letGo(place);
    place.leasedUntil = this.clock.monotonic() + delayMs;
    place.failures = failures;
    place.firstFailedAt = firstFailedAt;
    return Promise.resolve(true);
  }

  deadLetter(claim: Claim, progress: LaneProgress, letter: DeadLetter): Promise<boolean> {
    const moved = this.#move(claim, progress) !== undefined;
    if (moved) this.#letters.set(letter.id, { letter, takenUntil: -Infinity });
    return Promise.resolve(moved);
  }

  deadLetters(orgId: string, after: string | undefined, limit: number): Promise<readonly DeadLetter[]> {
    const letters = [...this.#letters.values()]
      .map(({ letter }) => letter)
      .filter((letter) => letter.orgId === orgId && (after === undefined || letter.id > after))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    return Promise.resolve(letters.slice(0, limit));
  }

  takeDeadLetter(orgId: string, id: string, leaseMs: number): Promise<DeadLetter | 'taken' | undefined> {
    const kept = this.#letter(orgId, id);
    if (!kept) return Promise.resolve(undefined);
    if (kept.takenUntil > this.clock.monotonic()) return Promise.resolve('taken');
    kept.takenUntil = this.clock.monotonic() + leaseMs;
    return Promise.resolve(kept.letter);
  }

  returnDeadLetter(orgId: string, id: string, failed?: RedeliveryFailure): Promise<void> {
    const kept = this.#letter(orgId, id);
    if (kept) {
      const { letter } = kept;
      kept.takenUntil = -Infinity;
      if (failed) {
        kept.letter = { ...letter, failure: failed.failure, attempts: letter.attempts + 1, lastFailedAt: failed.at };
      }
    }
    return Promise.resolve();
  }

  dropDeadLetter(orgId: string, id: string): Promise<boolean> {
    return Promise.resolve(this.#letter(orgId, id) !== undefined && this.#letters.delete(id));
  }

  #letter(orgId: string, id: string): KeptLetter | undefined {
    const kept = this.#letters.get(id);
    return kept?.letter.orgId === orgId ? kept : undefined;
  }

  /** Returns the partition's state if the claim is its newest. */
  #held(claim: Claim): Place | undefined {
    const place = this.#place(claim);
    return place.token === claim.token ? place : undefined;
  }

  #move(claim: Claim, progress: LaneProgress): Place | undefined {
    const place = this.#held(claim);
    if (!place || progress.seq < place.position) return undefined;
    place.trying = undefined;
    if (progress.seq > place.position) {
      place.failures = 0;
      place.crashes = 0;
      place.firstFailedAt = undefined;
    }
    this.#putAt(place, progress);
    return place;
  }

  #putAt(place: Place, { seq, mark, provenAgoMs }: LaneProgress): void {
    place.position = seq;
    place.mark = mark;
    place.provenAt = this.clock.now() - provenAgoMs;
  }

  async #head(orgId: string): Promise<LogPosition> {
    const { head, mark } = await this.log.bounds(orgId);
    return { seq: head, mark };
  }

  /** The token increases, so that later calls of the claim have no effect. */
  #letGo(place: Place): void {
    place.token += 1;
    place.held = false;
  }

  #place({ subscription, orgId }: Lane): Place {
    let orgs = this.#places.get(subscription);
    if (!orgs) this.#places.set(subscription, (orgs = new Map<string, Place>()));
    let place = orgs.get(orgId);
    if (!place) {
      place = {
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
      orgs.set(orgId, place);
    }
    return place;
  }
}
