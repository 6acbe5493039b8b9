import type { Timer } from '../environment/environment.js';

interface Scheduled {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

const turn = (): Promise<void> => {
  const { setImmediate } = globalThis as { setImmediate?: (task: () => void) => void };
  return new Promise((resolve) => (setImmediate ?? setTimeout)(resolve));
};

/** A clock that moves only when a test moves it, and lets promises settle at every step. */
export class SimulatedClock {
  #now: number;
  #order = 0;
  readonly #scheduled = new Set<Scheduled>();
  /** Called after every step of `advance`. */
  onStep: () => void = () => undefined;

  /** @param start Unix milliseconds */
  constructor(start = 1_795_228_622_000) {
    this.#now = start;
  }

  /** Timers that have neither run nor been cancelled. */
  get pendingTimers(): number {
    return this.#scheduled.size;
  }

  readonly now = (): number => this.#now;

  readonly after = (delayMs: number, task: () => void): Timer => {
    const entry = { at: this.#now + Math.max(0, delayMs), order: this.#order++, task };
    this.#scheduled.add(entry);
    return { cancel: () => void this.#scheduled.delete(entry) };
  };

  /** Runs everything that needs no time. */
  async settle(): Promise<void> {
    await this.advance(0);
  }

  /** Advances time by `ms`, running each timer at its own time, and everything that follows from it. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.#quiet();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#scheduled.delete(next);
      next.task();
      await this.#quiet();
    }
    this.#now = end;
  }

  /** Advances time by at most `limitMs`, until `isTrue`. @throws Error if that never happens */
  async until(isTrue: () => boolean, limitMs: number): Promise<number> {
    const start = this.#now;
    await this.#quiet();
    while (!isTrue()) {
      const next = this.#next(start + limitMs);
      if (!next) throw new Error(`condition not met within ${limitMs} ms: ${isTrue.toString()}`);
      await this.advance(Math.max(0, next.at - this.#now));
    }
    return this.#now - start;
  }

  /** Promises, and Node's streams between them, need a few turns of the event loop. */
  async #quiet(): Promise<void> {
    for (let turns = 0; turns < 3; turns += 1) await turn();
    this.onStep();
  }

  #next(end: number): Scheduled | undefined {
    let next: Scheduled | undefined;
    for (const entry of this.#scheduled) {
      if (entry.at > end) continue;
      if (!next || entry.at < next.at || (entry.at === next.at && entry.order < next.order)) next = entry;
    }
    return next;
  }
}
