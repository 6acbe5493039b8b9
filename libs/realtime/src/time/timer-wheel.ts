import type { Clock, Timer } from './clock.js';

class Entry implements Timer {
  rounds = 0;
  slot: Set<Entry> | undefined;

  constructor(
    private readonly wheel: TimerWheel,
    readonly task: () => void,
  ) {}

  cancel(): void {
    this.wheel.remove(this);
  }
}

/**
 * Many timers on one: heartbeats, waiters and deadlines of all connections hang in slots that a single interval walks
 * (a hashed timing wheel, Varghese and Lauck 1987). A task runs within one tick after it is due, never before.
 */
export class TimerWheel {
  readonly #slots: Set<Entry>[];
  #hand = 0;
  #size = 0;
  #ticker: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    /** Resolution in milliseconds: a session's end is to be obeyed within a fifth of a second, two ticks at most. */
    private readonly tickMs = 80,
    slots = 320,
  ) {
    this.#slots = Array.from({ length: slots }, () => new Set());
  }

  /** Timers that have not run yet. */
  get size(): number {
    return this.#size;
  }

  /** Runs `task` once, `delayMs` to `delayMs + 2 * tickMs` from now. */
  after(delayMs: number, task: () => void): Timer {
    const entry = new Entry(this, task);
    // One tick more: the current tick has partly passed.
    const ticks = Math.max(1, Math.ceil(delayMs / this.tickMs)) + 1;
    entry.rounds = Math.floor((ticks - 1) / this.#slots.length);
    const slot = this.#slots[(this.#hand + ticks) % this.#slots.length] as Set<Entry>;
    slot.add(entry);
    entry.slot = slot;
    this.#size += 1;
    this.#ticker ??= this.clock.every(this.tickMs, () => this.tick());
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

  private tick(): void {
    this.#hand = (this.#hand + 1) % this.#slots.length;
    const due: Entry[] = [];
    for (const entry of this.#slots[this.#hand] as Set<Entry>) {
      if (entry.rounds === 0) due.push(entry);
      else entry.rounds -= 1;
    }
    for (const entry of due) {
      if (entry.slot === undefined) continue; // cancelled by a task of this very tick
      this.remove(entry);
      entry.task();
    }
  }
}
