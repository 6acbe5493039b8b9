import type { Clock, Timer } from './clock.js';

class Entry implements Timer {
  /** Its slot, or the set of tasks that are ready to run. `undefined` once it has run or was cancelled. */
  slot: Set<Entry> | undefined;

  constructor(
    private readonly wheel: TimerWheel,
    readonly task: () => void,
    /** Tick at which it runs, or the first one after it that takes place. */
    readonly dueTick: number,
  ) {}

  cancel(): void {
    this.wheel.remove(this);
  }
}

export interface TimerWheelOptions {
  /** Resolution in milliseconds. A session's end must take effect within a fifth of a second. @default 80 */
  readonly tickMs?: number;
  /** @default 320 */
  readonly slots?: number;
  /** Timers that run before the wheel yields to the event loop. @default 500 */
  readonly timersPerTurn?: number;
}

/**
 * Runs many timers on one interval: heartbeats, waiters and deadlines of all connections sit in slots that it walks (a
 * hashed timing wheel, Varghese and Lauck 1987).
 *
 * Ticks are numbered by the monotonic clock, not counted: if a blocked event loop skipped intervals, the next tick
 * walks all slots that fell due. Due timers run in the order of their ticks, `timersPerTurn` at a time.
 */
export class TimerWheel {
  readonly #tickMs: number;
  readonly #timersPerTurn: number;
  readonly #slots: readonly Set<Entry>[];
  /** Due timers that have not run yet, in order. */
  readonly #ready = new Set<Entry>();
  /** Every slot up to this tick has been walked. */
  #walkedTo = 0;
  #size = 0;
  #ticker: Timer | undefined;
  #goesOn = false;

  constructor(
    private readonly clock: Clock,
    { tickMs = 80, slots = 320, timersPerTurn = 500 }: TimerWheelOptions = {},
  ) {
    this.#tickMs = tickMs;
    this.#timersPerTurn = timersPerTurn;
    this.#slots = Array.from({ length: slots }, () => new Set());
  }

  /** Timers that have not run yet. */
  get size(): number {
    return this.#size;
  }

  /** Runs `task` once: never before `delayMs`, and within two ticks after it unless the event loop is blocked. */
  after(delayMs: number, task: () => void): Timer {
    if (this.#size === 0) this.#walkedTo = this.#currentTick;
    const entry = new Entry(this, task, Math.floor((this.clock.monotonic() + delayMs) / this.#tickMs) + 1);
    this.#put(entry, this.#slotOf(entry.dueTick));
    this.#size += 1;
    this.#ticker ??= this.clock.every(this.#tickMs, () => this.#tick());
    return entry;
  }

  remove(entry: Entry): void {
    if (!entry.slot?.delete(entry)) return;
    entry.slot = undefined;
    this.#size -= 1;
    if (this.#size === 0) {
      this.#ticker?.cancel();
      this.#ticker = undefined;
    }
  }

  get #currentTick(): number {
    return Math.floor(this.clock.monotonic() / this.#tickMs);
  }

  #tick(): void {
    const now = this.#currentTick;
    const due: Entry[] = [];
    // One round passes every slot, however long the wheel stood still.
    const last = Math.min(now, this.#walkedTo + this.#slots.length);
    for (let tick = this.#walkedTo + 1; tick <= last; tick += 1) {
      for (const entry of this.#slotOf(tick)) if (entry.dueTick <= now) due.push(entry);
    }
    this.#walkedTo = now;
    due.sort((a, b) => a.dueTick - b.dueTick);
    for (const entry of due) {
      entry.slot?.delete(entry);
      this.#put(entry, this.#ready);
    }
    this.#runReady();
  }

  #runReady(): void {
    let left = this.#timersPerTurn;
    for (const entry of this.#ready) {
      if (left === 0) return this.#goOnNextTurn();
      left -= 1;
      this.remove(entry);
      entry.task();
    }
  }

  #goOnNextTurn(): void {
    if (this.#goesOn) return;
    this.#goesOn = true;
    this.clock.defer(() => {
      this.#goesOn = false;
      this.#runReady();
    });
  }

  #put(entry: Entry, slot: Set<Entry>): void {
    slot.add(entry);
    entry.slot = slot;
  }

  #slotOf(tick: number): Set<Entry> {
    return this.#slots[tick % this.#slots.length] as Set<Entry>;
  }
}
