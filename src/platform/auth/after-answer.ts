import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import type { Clock, Timer } from '@bellhop/realtime';
import { sqlState } from '../database/database.errors.js';
import { CLOCK } from '../time/clock.js';

/** Each piece of work begins at a time of its own between these two, in milliseconds after it was asked for. */
const EARLIEST_MS = 50;
const LATEST_MS = 1_000;
/** Pieces of work of a kind that wait or are under way. Past that new ones are refused: whoever misses theirs asks again. */
const MAX_PENDING = 1_000;
/** Of a kind. */
const AT_ONCE = 8;

interface Work {
  readonly name: string;
  readonly begin: () => Promise<void>;
}

/**
 * Work that no answer waits for, such as mail. It begins at a random moment up to {@link LATEST_MS} later, so that the
 * next request of whoever asked does not meet it: how long that one takes would tell what there was to do. What is left
 * to see by asking all the time is little as long as `work` does the same for an account as for none, which whoever
 * queues it sees to. Stopping the application waits for all of it; what a crash cuts off is asked for again by whoever
 * misses it.
 *
 * Mail has places of its own: a mail server that does not answer holds all of them, and everything else goes on.
 */
@Injectable()
export class AfterAnswer implements BeforeApplicationShutdown {
  readonly #log = new Logger('AfterAnswer');
  readonly #work: Line;
  readonly #mail: Line;

  constructor(@Inject(CLOCK) clock: Clock) {
    const failed = (message: string): void => this.#log.error(message);
    this.#work = new Line(clock, failed);
    this.#mail = new Line(clock, failed);
  }

  /**
   * Has `work` done later. What it throws is logged without its message, which may quote what was written to the database.
   * @param name for the log
   */
  run(name: string, work: () => Promise<void>): void {
    this.#work.add({ name, begin: work });
  }

  /** The same for what waits for the mail server. */
  mail(name: string, send: () => Promise<void>): void {
    this.#mail.add({ name, begin: send });
  }

  /** Begins what waits at once, and settles when nothing is left, of what that has asked for either. */
  async settled(): Promise<void> {
    while (this.#work.pending + this.#mail.pending > 0) {
      const underWay = [this.#work, this.#mail].flatMap((line) => line.hurry());
      await Promise.race(underWay);
    }
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.settled();
  }
}

/** Work of one kind, so much of it at a time. */
class Line {
  readonly #later = new Map<Work, Timer>();
  readonly #due: Work[] = [];
  readonly #underWay = new Set<Promise<void>>();

  constructor(
    private readonly clock: Clock,
    private readonly failed: (message: string) => void,
  ) {}

  /** What waits or is under way. */
  get pending(): number {
    return this.#later.size + this.#due.length + this.#underWay.size;
  }

  add(work: Work): void {
    if (this.pending >= MAX_PENDING) {
      this.failed(`${work.name} not done: ${MAX_PENDING} wait already`);
      return;
    }
    const delayMs = EARLIEST_MS + Math.random() * (LATEST_MS - EARLIEST_MS);
    this.#later.set(
      work,
      this.clock.after(delayMs, () => this.#isDue(work)),
    );
  }

  /** Lets nothing wait for its time any more. @returns what is under way */
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

/** Its name and code, never its message. */
function kindOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const name = 'name' in error ? String(error.name) : 'Error';
  const code = sqlState(error) ?? ('code' in error ? String(error.code) : undefined);
  return code === undefined ? name : `${name} (${code})`;
}
