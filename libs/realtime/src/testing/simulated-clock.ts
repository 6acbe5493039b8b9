import type { Clock, Timer } from '../time/clock.js';

interface Scheduled {
  /** By the monotonic clock. */
  at: number;
  order: number;
  periodMs: number | undefined;
  task: () => void;
}

/** Unlike any Unix time, so that a test fails if one is used for the other. */
const MONOTONIC_START = 1_000_000;

/** A clock that moves only when a test moves it. */
export class SimulatedClock implements Clock {
  #monotonic = MONOTONIC_START;
  /** Wall time minus monotonic time. */
  #offset: number;
  #order = 0;
  readonly #scheduled = new Set<Scheduled>();
  #deferred: (() => void)[] = [];

  /** @param start Unix milliseconds */
  constructor(start = 1_795_228_622_000) {
    this.#offset = start - MONOTONIC_START;
  }

  /** Timers that have neither run nor been cancelled. */
  get pendingTimers(): number {
    return this.#scheduled.size;
  }

  now(): number {
    return this.#monotonic + this.#offset;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** Steps the wall clock by `ms`, which may be negative. Timers and durations are not affected. */
  step(ms: number): void {
    this.#offset += ms;
  }

  /**
   * Lets `ms` pass without running anything, like a blocked event loop. Timers that fell due run late, at the next
   * `advance`; an interval that was missed several times runs once.
   */
  stall(ms: number): void {
    this.#monotonic += ms;
  }

  after(delayMs: number, task: () => void): Timer {
    return this.#schedule(delayMs, undefined, task);
  }

  every(periodMs: number, task: () => void): Timer {
    return this.#schedule(periodMs, periodMs, task);
  }

  defer(task: () => void): void {
    this.#deferred.push(task);
  }

  /** Ends the turn: runs deferred tasks, and those that they defer. */
  turn(): void {
    while (this.#deferred.length > 0) {
      const due = this.#deferred;
      this.#deferred = [];
      for (const task of due) task();
    }
  }

  /** Advances time by `ms`, running each timer at its own time and a turn after each. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    this.turn();
    for (;;) {
      let next: Scheduled | undefined;
      for (const entry of this.#scheduled) {
        if (entry.at <= end && (!next || entry.at < next.at || (entry.at === next.at && entry.order < next.order))) {
          next = entry;
        }
      }
      if (!next) break;
      this.#monotonic = Math.max(this.#monotonic, next.at);
      if (next.periodMs === undefined) this.#scheduled.delete(next);
      else next.at = this.#monotonic + next.periodMs;
      next.task();
      this.turn();
    }
    this.#monotonic = end;
  }

  #schedule(delayMs: number, periodMs: number | undefined, task: () => void): Timer {
    const entry: Scheduled = { at: this.#monotonic + delayMs, order: this.#order++, periodMs, task };
    this.#scheduled.add(entry);
    return { cancel: () => void this.#scheduled.delete(entry) };
  }
}
