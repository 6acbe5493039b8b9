import type { Clock, Timer } from '@bellhop/realtime';
import { DatabaseBusyError } from './database.errors.js';

export interface LaneLimits {
  /** Maximum under way over all keys. */
  readonly total: number;
  /** Maximum under way per key. */
  readonly perKey: number;
  /** Maximum under way without a key, in total. */
  readonly unkeyed: number;
  /** Maximum waiting over all keys. */
  readonly waiting: number;
  /** Maximum waiting per key. */
  readonly waitingPerKey: number;
  /** Longest wait in milliseconds. */
  readonly waitMs: number;
}

interface Lane {
  readonly key: string | undefined;
  readonly limit: number;
  underWay: number;
  readonly waiting: Waiter[];
}

interface Waiter {
  readonly admit: () => void;
  readonly refuse: (error: Error) => void;
  timer?: Timer;
}

/**
 * Admits work with a queue per key. Work of one key is admitted in order, different keys take turns, and a key at its limit
 * delays no other. Work that finds its queue full, or waits too long, is refused.
 */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  /** For work without a key; always present. */
  readonly #unkeyed: Lane;
  /** Lanes whose first waiter may be admitted when there is room, in the order of their turns. */
  readonly #due = new Set<Lane>();
  #underWay = 0;
  #waiting = 0;

  constructor(
    private readonly limits: LaneLimits,
    private readonly clock: Pick<Clock, 'after'>,
  ) {
    this.#unkeyed = { key: undefined, limit: limits.unkeyed, underWay: 0, waiting: [] };
  }

  /** Number of waiting entries. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Number of keys with something under way or waiting. */
  get size(): number {
    return this.#lanes.size;
  }

  /**
   * Admits or queues work. Must be followed by {@link leave}, unless it throws or rejects.
   * @returns `undefined` if the work may begin at once, otherwise a promise that resolves when it may
   * @throws DatabaseBusyError when too many wait; rejects with it after waiting too long
   */
  enter(key: string | undefined): Promise<void> | undefined {
    const lane = this.#lane(key);
    if (this.#underWay < this.limits.total && lane.underWay < lane.limit && lane.waiting.length === 0) {
      this.#begin(lane);
      return undefined;
    }
    if (this.#waiting >= this.limits.waiting || lane.waiting.length >= this.limits.waitingPerKey) {
      this.#forgetIfEmpty(lane);
      throw new DatabaseBusyError('too many transactions are waiting for the database');
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { admit: resolve, refuse: reject };
      waiter.timer = this.clock.after(this.limits.waitMs, () => this.#giveUp(lane, waiter));
      lane.waiting.push(waiter);
      this.#waiting += 1;
      if (lane.underWay < lane.limit) this.#due.add(lane);
    });
  }

  /** Call when work that {@link enter} admitted is done. */
  leave(key: string | undefined): void {
    const lane = this.#lane(key);
    lane.underWay -= 1;
    this.#underWay -= 1;
    if (lane.waiting.length > 0) this.#due.add(lane);
    else this.#forgetIfEmpty(lane);
    this.#admit();
  }

  /** Refuses everything that waits. */
  refuseAll(error: Error): void {
    for (const lane of [this.#unkeyed, ...this.#lanes.values()]) {
      for (const waiter of lane.waiting.splice(0)) this.#dismiss(waiter, error);
      this.#forgetIfEmpty(lane);
    }
    this.#due.clear();
  }

  #admit(): void {
    for (const lane of this.#due) {
      if (this.#underWay >= this.limits.total) return;
      this.#due.delete(lane);
      const waiter = lane.waiting.shift();
      if (!waiter) continue;
      waiter.timer?.cancel();
      this.#waiting -= 1;
      this.#begin(lane);
      // To the end: it has had its turn.
      if (lane.waiting.length > 0 && lane.underWay < lane.limit) this.#due.add(lane);
      waiter.admit();
    }
  }

  #begin(lane: Lane): void {
    lane.underWay += 1;
    this.#underWay += 1;
  }

  #giveUp(lane: Lane, waiter: Waiter): void {
    lane.waiting.splice(lane.waiting.indexOf(waiter), 1);
    if (lane.waiting.length === 0) this.#due.delete(lane);
    this.#forgetIfEmpty(lane);
    this.#dismiss(waiter, new DatabaseBusyError(`still waiting for the database after ${this.limits.waitMs} ms`));
  }

  #dismiss(waiter: Waiter, error: Error): void {
    waiter.timer?.cancel();
    this.#waiting -= 1;
    waiter.refuse(error);
  }

  #lane(key: string | undefined): Lane {
    if (key === undefined) return this.#unkeyed;
    let lane = this.#lanes.get(key);
    if (!lane) this.#lanes.set(key, (lane = { key, limit: this.limits.perKey, underWay: 0, waiting: [] }));
    return lane;
  }

  #forgetIfEmpty(lane: Lane): void {
    if (lane.key !== undefined && lane.underWay === 0 && lane.waiting.length === 0) this.#lanes.delete(lane.key);
  }
}
