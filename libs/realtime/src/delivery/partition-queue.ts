import type { Partition } from './delivery-store.js';

export interface PartitionQueueOptions {
  /** Partitions that may run at the same time, over all subscriptions. */
  readonly slots: number;
  /** Partitions that may wait, over all subscriptions; each has an equal share. */
  readonly maxWaiting: number;
}

interface Share {
  readonly waiting: Map<string, Partition>;
  /**
   * Iterator of `waiting` that keeps its place. A new one would walk over all deleted entries that the map still holds.
   */
  front: MapIterator<[string, Partition]> | undefined;
  running: number;
  blocked: boolean;
}

/**
 * Partitions waiting for a slot, with a queue per subscription.
 *
 * Half of the slots are reserved in equal shares, one per subscription, and the rest are for any of them. A
 * subscription with slow handlers fills the rest and its own share, never another's: the other one starts at once when
 * it has work. Among those that may start, the one with the fewest running partitions is next.
 */
export class PartitionQueue {
  readonly #shares: ReadonlyMap<string, Share>;
  readonly #slots: number;
  readonly #maxWaiting: number;
  /** Reserved slots of each subscription. */
  readonly #setAside: number;
  #running = 0;
  #waiting = 0;

  constructor(subscriptions: readonly string[], { slots, maxWaiting }: PartitionQueueOptions) {
    this.#shares = new Map(
      subscriptions.map((name) => [
        name,
        { waiting: new Map<string, Partition>(), front: undefined, running: 0, blocked: false },
      ]),
    );
    const parts = Math.max(1, subscriptions.length);
    this.#slots = slots;
    this.#maxWaiting = Math.ceil(maxWaiting / parts);
    this.#setAside = slots < parts ? 0 : Math.max(1, Math.floor(slots / (2 * parts)));
  }

  /** Waiting partitions. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Running partitions. */
  get running(): number {
    return this.#running;
  }

  /** Whether any subscription has room for waiting partitions. */
  get hasSpace(): boolean {
    for (const { waiting } of this.#shares.values()) if (waiting.size < this.#maxWaiting) return true;
    return false;
  }

  /** Adds a partition, once. `false`: there is no room, or no such subscription. */
  add(key: string, partition: Partition): boolean {
    const share = this.#shares.get(partition.subscription);
    if (!share) return false;
    if (share.waiting.has(key)) return true;
    if (share.waiting.size >= this.#maxWaiting) return false;
    share.waiting.set(key, partition);
    this.#waiting += 1;
    return true;
  }

  /** Removes the partition to run next and gives it a slot; `undefined` if none may run. */
  next(): readonly [key: string, partition: Partition] | undefined {
    let least: readonly [name: string, share: Share] | undefined;
    for (const [name, share] of this.#shares) {
      if (share.waiting.size === 0 || (least && share.running >= least[1].running)) continue;
      if (this.#mayBegin(name, share)) least = [name, share];
    }
    const first = least && this.#takeFirst(least[1]);
    if (least && first) this.#take(least[1]);
    return first;
  }

  /** Gives a slot to a partition that did not wait here. `false`: none is available now. */
  admit({ subscription }: Partition): boolean {
    const share = this.#shares.get(subscription);
    if (!share || !this.#mayBegin(subscription, share)) return false;
    this.#take(share);
    return true;
  }

  /** Frees the slot of a partition. */
  leave({ subscription }: Partition): void {
    const share = this.#shares.get(subscription);
    if (share) share.running -= 1;
    this.#running -= 1;
  }

  /** Blocks or unblocks a subscription's partitions. */
  block(subscription: string, blocked: boolean): void {
    const share = this.#shares.get(subscription);
    if (share) share.blocked = blocked;
  }

  clear(): void {
    for (const share of this.#shares.values()) {
      share.waiting.clear();
      share.front = undefined;
    }
    this.#waiting = 0;
  }

  #takeFirst(share: Share): readonly [key: string, partition: Partition] | undefined {
    share.front ??= share.waiting.entries();
    const { value } = share.front.next();
    if (!value) {
      share.front = undefined;
      return undefined;
    }
    share.waiting.delete(value[0]);
    if (share.waiting.size === 0) share.front = undefined;
    this.#waiting -= 1;
    return value;
  }

  #mayBegin(name: string, { running, blocked }: Share): boolean {
    if (blocked || this.#running >= this.#slots) return false;
    if (running < this.#setAside) return true;
    let keptFree = 0;
    for (const [other, share] of this.#shares) {
      if (other !== name) keptFree += Math.max(0, this.#setAside - share.running);
    }
    return this.#slots - this.#running > keptFree;
  }

  #take(share: Share): void {
    share.running += 1;
    this.#running += 1;
  }
}
