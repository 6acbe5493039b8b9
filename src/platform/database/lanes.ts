import type { Clock, Timer } from '@bellhop/realtime';
import { DatabaseBusyError } from './database.errors.js';

export interface LaneLimits {
  /** Under way at once, over all keys. */
  readonly total: number;
  /** Under way at once with the same key. */
  readonly perKey: number;
  /** Under way at once without a key, all together. */
  readonly unkeyed: number;
  /** How many may wait, over all keys. */
  readonly waiting: number;
  /** How many may wait with the same key. */
  readonly waitingPerKey: number;
  /** How long one may wait, in milliseconds. */
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
 * Lets work begin, each key in a lane of its own: the work of one key is admitted in the order it came, that of different
 * keys by turns, and a key that has all it may have under way keeps nobody else waiting. Who finds too many in line, or
 * stands there for too long, is refused.
 */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  /** Of what has no key; it is always there. */
  readonly #unkeyed: Lane;
  /** Lanes whose first waiter may go as soon as there is room; in the order of their turns. */
  readonly #due = new Set<Lane>();
  #underWay = 0;
  #waiting = 0;

  constructor(
    private readonly limits: LaneLimits,
    private readonly clock: Pick<Clock, 'after'>,
  ) {
    this.#unkeyed = { key: undefined, limit: limits.unkeyed, underWay: 0, waiting: [] };
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Keys that are remembered: those with something under way or waiting. */
  get size(): number {
    return this.#lanes.size;
  }

  /**
   * To be followed by {@link leave} unless it throws or rejects.
   * @returns `undefined` where the work may begin at once, otherwise what settles when it may
   * @throws DatabaseBusyError when too many wait; rejects with it when the wait took too long
   */
  enter(key: string | undefined): Promise<void> | undefined {
    const lane = this.#lane(key);
    if (this.#underWay < this.limits.total && lane.underWay < lane.limit && lane.waiting.length === 0) {
      this.#begin(lane);
      return undefined;
    }
    if (this.#waiting >= this.limits.waiting || lane.waiting.length >= this.limits.waitingPerKey) {
      this.#forgetIfEmpty(lane);
      throw new DatabaseBusyError('too many are waiting for the database');
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { admit: resolve, refuse: reject };
      waiter.timer = this.clock.after(this.limits.waitMs, () => this.#giveUp(lane, waiter));
      lane.waiting.push(waiter);
      this.#waiting += 1;
      if (lane.underWay < lane.limit) this.#due.add(lane);
    });
  }

  /** What {@link enter} let in is done. */
  leave(key: string | undefined): void {
    const lane = this.#lane(key);
    lane.underWay -= 1;
    this.#underWay -= 1;
    if (lane.waiting.length > 0) this.#due.add(lane);
    else this.#forgetIfEmpty(lane);
    this.#admit();
  }

  /** Lets nobody wait for what will not come. */
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
      // Behind the others: it has had its turn.
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
    this.#dismiss(waiter, new DatabaseBusyError(`no turn within ${this.limits.waitMs} ms`));
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
