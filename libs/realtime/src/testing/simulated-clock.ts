import type { Clock, Timer } from '../time/clock.js';

interface Scheduled {
  at: number;
  order: number;
  periodMs: number | undefined;
  task: () => void;
}

/** A clock that stands still until a test moves it. */
export class SimulatedClock implements Clock {
  #now: number;
  #order = 0;
  readonly #scheduled = new Set<Scheduled>();
  #deferred: (() => void)[] = [];

  /** @param start Unix milliseconds */
  constructor(start = 1_795_228_622_000) {
    this.#now = start;
  }

  /** Timers that have not run or been cancelled. */
  get pendingTimers(): number {
    return this.#scheduled.size;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void): Timer {
    return this.schedule(delayMs, undefined, task);
  }

  every(periodMs: number, task: () => void): Timer {
    return this.schedule(periodMs, periodMs, task);
  }

  defer(task: () => void): void {
    this.#deferred.push(task);
  }

  /** Ends the turn: runs what was deferred, and what that defers in its turn. */
  turn(): void {
    while (this.#deferred.length > 0) {
      const due = this.#deferred;
      this.#deferred = [];
      for (const task of due) task();
    }
  }

  /** Moves time on by `ms`, running each timer at its own moment and a turn after each. */
  advance(ms: number): void {
    const end = this.#now + ms;
    this.turn();
    for (;;) {
      let next: Scheduled | undefined;
      for (const entry of this.#scheduled) {
        if (entry.at <= end && (!next || entry.at < next.at || (entry.at === next.at && entry.order < next.order))) {
          next = entry;
        }
      }
      if (!next) break;
      this.#now = next.at;
      if (next.periodMs === undefined) this.#scheduled.delete(next);
      else next.at += next.periodMs;
      next.task();
      this.turn();
    }
    this.#now = end;
  }

  private schedule(delayMs: number, periodMs: number | undefined, task: () => void): Timer {
    const entry: Scheduled = { at: this.#now + delayMs, order: this.#order++, periodMs, task };
    this.#scheduled.add(entry);
    return { cancel: () => void this.#scheduled.delete(entry) };
  }
}
