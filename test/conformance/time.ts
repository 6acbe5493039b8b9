import { SimulatedClock as BrowserClock } from '@bellhop/client/testing';
import type { Timer } from '@bellhop/realtime';
import { SimulatedClock as ServerClock } from '@bellhop/realtime/testing';

/** Longest step of the clocks, in milliseconds. */
const STEP_MS = 250;
/** Longest step while waiting for a condition, in milliseconds. */
const WAITING_STEP_MS = 100;
/** Turns of the event loop that bytes between sockets of one process need. */
const TURNS = 8;
/** For how many checks after something has happened everything is settled all the same. */
const CALM_CHECKS = 4;

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A server's clock that knows whether it has run anything. */
class WatchedClock extends ServerClock {
  #hasRun = false;

  override after(delayMs: number, task: () => void): Timer {
    return super.after(delayMs, this.#watched(task));
  }

  override every(periodMs: number, task: () => void): Timer {
    return super.every(periodMs, this.#watched(task));
  }

  override defer(task: () => void): void {
    super.defer(this.#watched(task));
  }

  /** Whether a task has run since this was asked last. */
  takeHasRun(): boolean {
    const hasRun = this.#hasRun;
    this.#hasRun = false;
    return hasRun;
  }

  #watched(task: () => void): () => void {
    return () => {
      this.#hasRun = true;
      task();
    };
  }
}

/** What a time waits for besides responses. */
export interface Idle {
  /** Whether the database has nothing to do. */
  readonly isIdle: boolean;
  /** Settles when the database has nothing to do. */
  untilIdle(): Promise<void>;
  /** Asks the database something and waits for its answer. */
  roundTrip(): Promise<unknown>;
}

/**
 * The time of a server and of browsers that talk to it over real sockets. It stands still while requests are answered and the
 * database works, so no scenario depends on the speed of the machine.
 */
export class Time {
  readonly server: WatchedClock;
  readonly browser: BrowserClock;
  readonly #answers = new Set<Promise<unknown>>();
  #waitingAtServer = 0;
  #browserSteps = 0;
  #calmChecks = 0;

  /** @param start Unix milliseconds */
  constructor(start: number) {
    this.server = new WatchedClock(start);
    this.browser = new BrowserClock(start);
    this.browser.onStep = () => void (this.#browserSteps += 1);
  }

  database: Idle = {
    isIdle: true,
    untilIdle: () => Promise.resolve(),
    roundTrip: () => Promise.resolve(),
  };

  now(): number {
    return this.browser.now();
  }

  /** Stops time until the response has arrived. */
  hold<T>(answer: Promise<T>): Promise<T> {
    const over = (): void => void this.#answers.delete(answer);
    this.#answers.add(answer);
    answer.then(over, over);
    return answer;
  }

  /** Lets time go on while the server holds the response back. */
  release<T>(answer: Promise<T>): Promise<T> {
    const over = (): void => void (this.#waitingAtServer -= 1);
    this.#waitingAtServer += 1;
    answer.then(over, over);
    return answer;
  }

  /** Waits for a response while time stands still. */
  async wait<T>(answer: PromiseLike<T>): Promise<T> {
    const held = this.hold(Promise.resolve(answer));
    await this.settle();
    return held;
  }

  /** Advances time by `ms`, in steps of at most `stepMs`. */
  async pass(ms: number, stepMs = STEP_MS): Promise<void> {
    await this.settle();
    for (let left = ms; left > 0; left -= stepMs) {
      const step = Math.min(left, stepMs);
      this.server.advance(step);
      if (!this.#isCalm()) await this.settle();
      this.#browserSteps = 0;
      await this.browser.advance(step);
      if (!this.#isCalm()) await this.settle();
    }
  }

  /**
   * Whether nothing has happened for a while, and nothing is under way. Most of simulated time is like that, and to settle it was
   * most of the work.
   */
  #isCalm(): boolean {
    const hasRun = this.server.takeHasRun();
    // A clock that runs no timer takes one step.
    const happens = hasRun || this.#browserSteps > 1 || this.#answers.size > 0 || !this.database.isIdle;
    this.#calmChecks = happens ? 0 : this.#calmChecks + 1;
    return this.#calmChecks > CALM_CHECKS;
  }

  /**
   * Advances time until a condition holds.
   * @returns the time it took, in milliseconds
   * @throws Error with `what` when it is not within `limitMs`
   */
  async until(what: string, isTrue: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<number> {
    const start = this.now();
    await this.settle();
    for (let stepMs = 5; !(await isTrue()); stepMs = Math.min(2 * stepMs, WAITING_STEP_MS)) {
      if (this.now() - start > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`);
      await this.pass(stepMs);
    }
    return this.now() - start;
  }

  /** Lets everything happen that takes no time. */
  async settle(): Promise<void> {
    do {
      this.server.turn();
      await this.database.untilIdle();
      // Its token is verified in another thread, and nothing says when.
      if (this.#waitingAtServer > 0) await this.database.roundTrip();
      for (let turns = 0; turns < TURNS; turns += 1) await turn();
    } while (this.#answers.size > 0 || !this.database.isIdle);
  }
}
