import type { Clock, Timer } from '@bellhop/realtime';
import { DatabaseUnavailableError } from './database.errors.js';

/** Something that waits for a connection. One of the two is called, once. */
export interface Job {
  start(): void;
  refuse(error: Error): void;
}

export interface JobQueueOptions {
  readonly clock: Clock;
  /** Jobs that wait, at most. */
  readonly maxWaiting: number;
  /** How long a job waits at most, in milliseconds; a quarter of a second more where it comes to that. */
  readonly maxWaitMs: number;
}

const LOOK_MS = 250;

/** Jobs in the order they came in, bounded in number and in time: past either they are refused as unavailable. */
export class JobQueue {
  #waiting: { readonly job: Job; readonly since: number }[] = [];
  #timer: Timer | undefined;

  constructor(private readonly options: JobQueueOptions) {}

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(job: Job): void {
    const { clock, maxWaiting } = this.options;
    if (this.#waiting.length >= maxWaiting) return job.refuse(overloaded());
    this.#waiting.push({ job, since: clock.monotonic() });
    this.#timer ??= clock.every(LOOK_MS, () => this.#refuseLate());
  }

  /** The one that has waited longest, which is out of the queue with that. */
  take(): Job | undefined {
    const job = this.#waiting.shift()?.job;
    this.#stopIfEmpty();
    return job;
  }

  refuseAll(error: Error): void {
    const refused = this.#waiting;
    this.#waiting = [];
    this.#stopIfEmpty();
    for (const { job } of refused) job.refuse(error);
  }

  #refuseLate(): void {
    const { clock, maxWaitMs } = this.options;
    const latest = clock.monotonic() - maxWaitMs;
    const inTime = this.#waiting.findIndex(({ since }) => since > latest);
    const late = this.#waiting.splice(0, inTime === -1 ? this.#waiting.length : inTime);
    this.#stopIfEmpty();
    for (const { job } of late) job.refuse(overloaded());
  }

  #stopIfEmpty(): void {
    if (this.#waiting.length > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

const overloaded = (): DatabaseUnavailableError =>
  new DatabaseUnavailableError('the database has more to do than it can', {
    detail: 'The database has more to do than it can. Try again shortly.',
  });
