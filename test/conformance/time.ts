import { SimulatedClock as BrowserClock } from '@bellhop/client/testing';
import { SimulatedClock as ServerClock } from '@bellhop/realtime/testing';

/** Longest step of the clocks, in milliseconds. */
const STEP_MS = 250;
/** Longest step while waiting for a condition, in milliseconds. */
const WAITING_STEP_MS = 100;
/** Turns of the event loop that bytes between sockets of one process need. */
const TURNS = 8;

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * The time of a server and of browsers that talk to it over real sockets. It stands still while requests are answered and the
 * database works, so no scenario depends on the speed of the machine.
 */
export class Time {
  readonly server: ServerClock;
  readonly browser: BrowserClock;
  readonly #answers = new Set<Promise<unknown>>();

  /** @param start Unix milliseconds */
  constructor(start: number) {
    this.server = new ServerClock(start);
    this.browser = new BrowserClock(start);
  }

  /** Settles when the database has finished its work. */
  idle: () => Promise<unknown> = () => Promise.resolve();

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
      await this.settle();
      await this.browser.advance(step);
      await this.settle();
    }
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
      await this.idle();
      for (let turns = 0; turns < TURNS; turns += 1) await turn();
    } while (this.#answers.size > 0);
  }
}
