import type { Clock, Timer } from '@bellhop/realtime';
import { DatabaseBusyError, reasonOf } from './database.errors.js';

export interface FairQueueLimits {
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

interface KeyQueue {
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
export class FairQueue {
  readonly #queues = new Map<string, KeyQueue>();
  /** For work without a key; always present. */
  readonly #unkeyed: KeyQueue;
  /** Queues whose first waiter may be admitted when there is room, in the order of their turns. */
  readonly #due = new Set<KeyQueue>();
  #underWay = 0;
  #waiting = 0;

  constructor(
    private readonly limits: FairQueueLimits,
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
    return this.#queues.size;
  }

  /**
   * Admits or queues work. Must be followed by {@link release}, unless it throws or rejects.
   * @param signal gives up a place in the queue
   * @returns `undefined` if the work may begin at once, otherwise a promise that resolves when it may
   * @throws DatabaseBusyError when too many wait; rejects with it after waiting too long, and with the signal's reason
   */
  acquire(key: string | undefined, signal?: AbortSignal): Promise<void> | undefined {
    signal?.throwIfAborted();
    const queue = this.#queueOf(key);
    if (this.#underWay < this.limits.total && queue.underWay < queue.limit && queue.waiting.length === 0) {
      this.#begin(queue);
      return undefined;
    }
    if (this.#waiting >= this.limits.waiting || queue.waiting.length >= this.limits.waitingPerKey) {
      this.#forgetIfEmpty(queue);
      throw new DatabaseBusyError('too many transactions are waiting for the database');
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => this.#giveUp(queue, waiter, reasonOf(signal));
      const waiter: Waiter = {
        admit: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal?.addEventListener('abort', leave);
      waiter.timer = this.clock.after(this.limits.waitMs, () => {
        this.#giveUp(
          queue,
          waiter,
          new DatabaseBusyError(`still waiting for the database after ${this.limits.waitMs} ms`),
        );
      });
      queue.waiting.push(waiter);
      this.#waiting += 1;
      if (queue.underWay < queue.limit) this.#due.add(queue);
    });
  }

  /** Call when work that {@link acquire} admitted is done. */
  release(key: string | undefined): void {
    const queue = this.#queueOf(key);
    queue.underWay -= 1;
    this.#underWay -= 1;
    if (queue.waiting.length > 0) this.#due.add(queue);
    else this.#forgetIfEmpty(queue);
    this.#admit();
  }

  /** Refuses everything that waits. */
  refuseAll(error: Error): void {
    for (const queue of [this.#unkeyed, ...this.#queues.values()]) {
      for (const waiter of queue.waiting.splice(0)) this.#dismiss(waiter, error);
      this.#forgetIfEmpty(queue);
    }
    this.#due.clear();
  }

  #admit(): void {
    for (const queue of this.#due) {
      if (this.#underWay >= this.limits.total) return;
      this.#due.delete(queue);
      const waiter = queue.waiting.shift();
      if (!waiter) continue;
      waiter.timer?.cancel();
      this.#waiting -= 1;
      this.#begin(queue);
      // To the end: it has had its turn.
      if (queue.waiting.length > 0 && queue.underWay < queue.limit) this.#due.add(queue);
      waiter.admit();
    }
  }

  #begin(queue: KeyQueue): void {
    queue.underWay += 1;
    this.#underWay += 1;
  }

  #giveUp(queue: KeyQueue, waiter: Waiter, error: Error): void {
    queue.waiting.splice(queue.waiting.indexOf(waiter), 1);
    if (queue.waiting.length === 0) this.#due.delete(queue);
    this.#forgetIfEmpty(queue);
    this.#dismiss(waiter, error);
  }

  #dismiss(waiter: Waiter, error: Error): void {
    waiter.timer?.cancel();
    this.#waiting -= 1;
    waiter.refuse(error);
  }

  #queueOf(key: string | undefined): KeyQueue {
    if (key === undefined) return this.#unkeyed;
    let queue = this.#queues.get(key);
    if (!queue) this.#queues.set(key, (queue = { key, limit: this.limits.perKey, underWay: 0, waiting: [] }));
    return queue;
  }

  #forgetIfEmpty(queue: KeyQueue): void {
    if (queue.key !== undefined && queue.underWay === 0 && queue.waiting.length === 0) this.#queues.delete(queue.key);
  }
}
