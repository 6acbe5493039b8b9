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

interface KeyQueue {
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
  readonly #unkeyed: KeyQueue = { key: undefined, limit: Infinity, waiting: [], underWay: 0 };
  readonly #queues = new Map<string, KeyQueue>();
  /** Queues with a key whose first job may run, in the order of their turns. */
  readonly #due = new Set<KeyQueue>();
  #waiting = 0;
  #isTurnOfKeys = false;
  #timer: Timer | undefined;

  constructor(private readonly options: JobQueueOptions) {}

  get isEmpty(): boolean {
    return this.#waiting === 0;
  }

  add(job: Job): void {
    const { clock, maxWaiting, maxWaitingPerKey } = this.options;
    const queue = this.#queueOf(job.key);
    const isFull = job.key !== undefined && queue.waiting.length >= maxWaitingPerKey;
    if (isFull || this.#waiting >= maxWaiting) {
      this.#forgetIfEmpty(queue);
      return job.refuse(overloaded());
    }
    queue.waiting.push({ job, since: clock.monotonic() });
    this.#waiting += 1;
    this.#markDue(queue);
    this.#timer ??= clock.every(LOOK_MS, () => this.#refuseLate());
  }

  /** Removes and returns the next job, which then counts as under way. */
  take(): Job | undefined {
    const queue = this.#nextQueue();
    const job = queue?.waiting.shift()?.job;
    if (!queue || !job) return undefined;
    this.#isTurnOfKeys = queue === this.#unkeyed;
    this.#waiting -= 1;
    if (queue !== this.#unkeyed) queue.underWay += 1;
    // To the end: it has had its turn.
    this.#due.delete(queue);
    this.#markDue(queue);
    return job;
  }

  /** Call when a job returned by {@link take} is done. Jobs without a key are not counted. */
  done({ key }: Pick<Job, 'key'>): void {
    if (key === undefined) return;
    const queue = this.#queueOf(key);
    queue.underWay -= 1;
    this.#markDue(queue);
    this.#forgetIfEmpty(queue);
  }

  /** Removes a job that waits; one that was taken goes on. @returns whether it waited */
  withdraw(job: Job): boolean {
    const queue = this.#queueOf(job.key);
    const at = queue.waiting.findIndex((waiting) => waiting.job === job);
    if (at !== -1) {
      queue.waiting.splice(at, 1);
      this.#waiting -= 1;
      if (queue.waiting.length === 0) this.#due.delete(queue);
    }
    this.#forgetIfEmpty(queue);
    return at !== -1;
  }

  refuseAll(error: Error): void {
    const refused = [this.#unkeyed, ...this.#queues.values()].flatMap((queue) =>
      this.#drop(queue, queue.waiting.length),
    );
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const job of refused) job.refuse(error);
  }

  #nextQueue(): KeyQueue | undefined {
    const [keyed] = this.#due;
    const unkeyed = this.#unkeyed.waiting.length > 0 ? this.#unkeyed : undefined;
    return this.#isTurnOfKeys ? (keyed ?? unkeyed) : (unkeyed ?? keyed);
  }

  #markDue(queue: KeyQueue): void {
    if (queue.key !== undefined && queue.waiting.length > 0 && queue.underWay < queue.limit) this.#due.add(queue);
  }

  #queueOf(key: string | undefined): KeyQueue {
    if (key === undefined) return this.#unkeyed;
    let queue = this.#queues.get(key);
    if (!queue) this.#queues.set(key, (queue = { key, limit: this.options.perKey, waiting: [], underWay: 0 }));
    return queue;
  }

  #forgetIfEmpty({ key, waiting, underWay }: KeyQueue): void {
    if (key !== undefined && waiting.length === 0 && underWay === 0) this.#queues.delete(key);
  }

  /** Removes the first `count` jobs of a queue. */
  #drop(queue: KeyQueue, count: number): Job[] {
    const dropped = queue.waiting.splice(0, count).map(({ job }) => job);
    this.#waiting -= dropped.length;
    if (queue.waiting.length === 0) this.#due.delete(queue);
    this.#forgetIfEmpty(queue);
    return dropped;
  }

  #refuseLate(): void {
    const { clock, maxWaitMs } = this.options;
    const latest = clock.monotonic() - maxWaitMs;
    const late = [this.#unkeyed, ...this.#queues.values()].flatMap((queue) => {
      const inTime = queue.waiting.findIndex(({ since }) => since > latest);
      return this.#drop(queue, inTime === -1 ? queue.waiting.length : inTime);
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
