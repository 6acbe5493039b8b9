import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Clock, Timer } from '@bellhop/realtime';
import { sqlState } from '../database/database.errors.js';
import { CLOCK } from '../time/clock.js';

/** Each task begins at a random time between these two, in milliseconds after it was queued. */
const EARLIEST_MS = 50;
const LATEST_MS = 1_000;
/** Maximum number of tasks per kind that wait or run. More are rejected; users can request theirs again. */
const MAX_PENDING = 1_000;
/** Concurrent tasks per kind. */
const AT_ONCE = 8;

interface Work {
  readonly name: string;
  readonly begin: () => Promise<void>;
}

/**
 * Background tasks that no response waits for, such as mail. Each begins at a random time up to {@link LATEST_MS} later, so
 * that the duration of the caller's next request does not reveal what there was to do. Constant probing still reveals little
 * as long as `work` does the same with and without an account, which the code that queues it ensures. Shutdown waits for all
 * tasks; those lost in a crash can be requested again.
 *
 * Mail has its own slots: a mail server that does not respond blocks all of them, and other tasks continue.
 */
@Injectable()
export class BackgroundTasks {
  readonly #log = new Logger('BackgroundTasks');
  readonly #work: TaskQueue;
  readonly #mail: TaskQueue;
  #isOver = false;

  constructor(@Inject(CLOCK) clock: Clock) {
    const failed = (message: string): void => this.#log.error(message);
    this.#work = new TaskQueue(clock, failed);
    this.#mail = new TaskQueue(clock, failed);
  }

  /**
   * Queues `work`. Its error is logged without the message, which may quote values written to the database.
   * @param name for the log
   */
  run(name: string, work: () => Promise<void>): void {
    this.#add(this.#work, { name, begin: work });
  }

  /** Like {@link run}, for work that waits for the mail server. */
  mail(name: string, send: () => Promise<void>): void {
    this.#add(this.#mail, { name, begin: send });
  }

  /** Begins all waiting tasks at once, and resolves when none are left, including tasks that those have queued. */
  async settled(): Promise<void> {
    while (this.#work.pending + this.#mail.pending > 0) {
      const underWay = [this.#work, this.#mail].flatMap((queue) => queue.hurry());
      await Promise.race(underWay);
    }
  }

  /** Does what is queued, and nothing from then on: for the time between the last request and the end of the database. */
  async end(): Promise<void> {
    await this.settled();
    this.#isOver = true;
  }

  #add(queue: TaskQueue, work: Work): void {
    // Only of a request whose client has gone: nobody was told that it would be done.
    if (this.#isOver) this.#log.warn(`${work.name} dropped: the server has stopped`);
    else queue.add(work);
  }
}

/** Tasks of one kind, with a limit on concurrency. */
class TaskQueue {
  readonly #later = new Map<Work, Timer>();
  readonly #due: Work[] = [];
  readonly #underWay = new Set<Promise<void>>();

  constructor(
    private readonly clock: Clock,
    private readonly failed: (message: string) => void,
  ) {}

  /** Number of tasks that wait or run. */
  get pending(): number {
    return this.#later.size + this.#due.length + this.#underWay.size;
  }

  add(work: Work): void {
    if (this.pending >= MAX_PENDING) {
      this.failed(`${work.name} rejected: ${MAX_PENDING} tasks are already pending`);
      return;
    }
    const delayMs = EARLIEST_MS + Math.random() * (LATEST_MS - EARLIEST_MS);
    this.#later.set(
      work,
      this.clock.after(delayMs, () => this.#isDue(work)),
    );
  }

  /** Ends all delays. @returns the running tasks */
  hurry(): readonly Promise<void>[] {
    for (const [work, timer] of this.#later) {
      timer.cancel();
      this.#isDue(work);
    }
    return [...this.#underWay];
  }

  #isDue(work: Work): void {
    this.#later.delete(work);
    this.#due.push(work);
    this.#beginNext();
  }

  #beginNext(): void {
    if (this.#underWay.size >= AT_ONCE) return;
    const next = this.#due.shift();
    if (!next) return;
    const done = Promise.resolve()
      .then(next.begin)
      .catch((error: unknown) => this.failed(`${next.name} failed: ${kindOf(error)}`))
      .finally(() => {
        this.#underWay.delete(done);
        this.#beginNext();
      });
    this.#underWay.add(done);
  }
}

/** Returns an error's name and code, never its message. */
function kindOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const name = 'name' in error ? String(error.name) : 'Error';
  const code = sqlState(error) ?? ('code' in error ? String(error.code) : undefined);
  return code === undefined ? name : `${name} (${code})`;
}
