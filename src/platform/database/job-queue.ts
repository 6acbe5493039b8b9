import type { Clock, Timer } from '@bellhop/realtime';
import { DatabaseUnavailableError } from './database.errors.js';

/** Work that waits for a connection. Either `start` or `refuse` is called, once. */
export interface Job {
  /** The org of the work. @default unknown */
  readonly key?: string | undefined;
  /** With a key, must be followed by {@link JobQueue.done}. */
  start(): void;
  refuse(error: Error): void;
}

export interface JobQueueOptions {
  readonly clock: Clock;
  /** Maximum number of waiting jobs. */
  readonly maxWaiting: number;
  /** Maximum number of waiting jobs per key. */
  readonly maxWaitingPerKey: number;
  /** Maximum number of jobs under way per key. */
  readonly perKey: number;
  /** Longest wait in milliseconds; refusal may come up to 250 ms later. */
  readonly maxWaitMs: number;
}

interface Lane {
  readonly key: string | undefined;
  readonly limit: number;
  readonly waiting: { readonly job: Job; readonly since: number }[];
  underWay: number;
}

const LOOK_MS = 250;

/**
 * A queue of jobs, bounded in number and waiting time; beyond either bound they are refused as unavailable. Jobs of one key run
 * in order, different keys take turns, and jobs without a key get every other turn.
 */
export class JobQueue {
  readonly #unkeyed: Lane = { key: undefined, limit: Infinity, waiting: [], underWay: 0 };
  readonly #lanes = new Map<string, Lane>();
  /** Lanes with a key whose first job may run, in the order of their turns. */
  readonly #due = new Set<Lane>();
  #waiting = 0;
  #isTurnOfKeys = false;
  #timer: Timer | undefined;

  constructor(private readonly options: JobQueueOptions) {}

  get isEmpty(): boolean {
    return this.#waiting === 0;
  }

  add(job: Job): void {
    const { clock, maxWaiting, maxWaitingPerKey } = this.options;
    const lane = this.#laneOf(job.key);
    const isFull = job.key !== undefined && lane.waiting.length >= maxWaitingPerKey;
    if (isFull || this.#waiting >= maxWaiting) {
      this.#forgetIfEmpty(lane);
      return job.refuse(overloaded());
    }
    lane.waiting.push({ job, since: clock.monotonic() });
    this.#waiting += 1;
    this.#queue(lane);
    this.#timer ??= clock.every(LOOK_MS, () => this.#refuseLate());
  }

  /** Removes and returns the next job, which then counts as under way. */
  take(): Job | undefined {
    const lane = this.#nextLane();
    const job = lane?.waiting.shift()?.job;
    if (!lane || !job) return undefined;
    this.#isTurnOfKeys = lane === this.#unkeyed;
    this.#waiting -= 1;
    if (lane !== this.#unkeyed) lane.underWay += 1;
    // To the end: it has had its turn.
    this.#due.delete(lane);
    this.#queue(lane);
    return job;
  }

  /** Call when a job returned by {@link take} is done. Jobs without a key are not counted. */
  done({ key }: Pick<Job, 'key'>): void {
    if (key === undefined) return;
    const lane = this.#laneOf(key);
    lane.underWay -= 1;
    this.#queue(lane);
    this.#forgetIfEmpty(lane);
  }

  refuseAll(error: Error): void {
    const refused = [this.#unkeyed, ...this.#lanes.values()].flatMap((lane) => this.#drop(lane, lane.waiting.length));
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const job of refused) job.refuse(error);
  }

  #nextLane(): Lane | undefined {
    const [keyed] = this.#due;
    const unkeyed = this.#unkeyed.waiting.length > 0 ? this.#unkeyed : undefined;
    return this.#isTurnOfKeys ? (keyed ?? unkeyed) : (unkeyed ?? keyed);
  }

  #queue(lane: Lane): void {
    if (lane.key !== undefined && lane.waiting.length > 0 && lane.underWay < lane.limit) this.#due.add(lane);
  }

  #laneOf(key: string | undefined): Lane {
    if (key === undefined) return this.#unkeyed;
    let lane = this.#lanes.get(key);
    if (!lane) this.#lanes.set(key, (lane = { key, limit: this.options.perKey, waiting: [], underWay: 0 }));
    return lane;
  }

  #forgetIfEmpty({ key, waiting, underWay }: Lane): void {
    if (key !== undefined && waiting.length === 0 && underWay === 0) this.#lanes.delete(key);
  }

  /** Removes the first `count` jobs of a lane. */
  #drop(lane: Lane, count: number): Job[] {
    const dropped = lane.waiting.splice(0, count).map(({ job }) => job);
    this.#waiting -= dropped.length;
    if (lane.waiting.length === 0) this.#due.delete(lane);
    this.#forgetIfEmpty(lane);
    return dropped;
  }

  #refuseLate(): void {
    const { clock, maxWaitMs } = this.options;
    const latest = clock.monotonic() - maxWaitMs;
    const late = [this.#unkeyed, ...this.#lanes.values()].flatMap((lane) => {
      const inTime = lane.waiting.findIndex(({ since }) => since > latest);
      return this.#drop(lane, inTime === -1 ? lane.waiting.length : inTime);
    });
    if (this.#waiting === 0) {
      this.#timer?.cancel();
      this.#timer = undefined;
    }
    for (const job of late) job.refuse(overloaded());
  }
}

const overloaded = (): DatabaseUnavailableError =>
  new DatabaseUnavailableError('too many statements are waiting for the database', {
    detail: 'The database is overloaded. Try again shortly.',
  });
