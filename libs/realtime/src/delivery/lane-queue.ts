import type { Lane } from './delivery-store.js';

export interface LaneQueueOptions {
  /** Lanes that may run at a time, over all subscriptions. */
  readonly places: number;
  /** Lanes that may wait, over all subscriptions; each has an equal share of it. */
  readonly maxWaiting: number;
}

interface Share {
  readonly waiting: Map<string, Lane>;
  /** Where `waiting` has been taken out to. A new iterator would walk over all that a map still has of deleted ones. */
  front: MapIterator<[string, Lane]> | undefined;
  running: number;
  blocked: boolean;
}

/**
 * Lanes that wait for a place, a queue for each subscription, and who may have the next place.
 *
 * Half of the places are set aside in equal parts, one for each subscription, and the rest is for whoever needs it. A
 * subscription whose handlers are slow fills the rest and its own part, never another's: that one begins at once when it
 * has something to do. Of those that may begin, the one that runs least is next.
 */
export class LaneQueue {
  readonly #shares: ReadonlyMap<string, Share>;
  readonly #places: number;
  readonly #maxWaiting: number;
  /** Places of each subscription that no other may use. */
  readonly #setAside: number;
  #running = 0;
  #waiting = 0;

  constructor(subscriptions: readonly string[], { places, maxWaiting }: LaneQueueOptions) {
    this.#shares = new Map(
      subscriptions.map((name) => [
        name,
        { waiting: new Map<string, Lane>(), front: undefined, running: 0, blocked: false },
      ]),
    );
    const parts = Math.max(1, subscriptions.length);
    this.#places = places;
    this.#maxWaiting = Math.ceil(maxWaiting / parts);
    this.#setAside = places < parts ? 0 : Math.max(1, Math.floor(places / (2 * parts)));
  }

  /** Lanes that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Lanes that run. */
  get running(): number {
    return this.#running;
  }

  /** Whether any subscription has room for lanes to wait. */
  get hasRoom(): boolean {
    for (const { waiting } of this.#shares.values()) if (waiting.size < this.#maxWaiting) return true;
    return false;
  }

  /** Takes a lane in, once. `false`: there is no room, or no such subscription. */
  add(key: string, lane: Lane): boolean {
    const share = this.#shares.get(lane.subscription);
    if (!share) return false;
    if (share.waiting.has(key)) return true;
    if (share.waiting.size >= this.#maxWaiting) return false;
    share.waiting.set(key, lane);
    this.#waiting += 1;
    return true;
  }

  /** Takes out the lane that is to run next, which then has a place; `undefined` while none may. */
  next(): readonly [key: string, lane: Lane] | undefined {
    let least: readonly [name: string, share: Share] | undefined;
    for (const [name, share] of this.#shares) {
      if (share.waiting.size === 0 || (least && share.running >= least[1].running)) continue;
      if (this.#mayBegin(name, share)) least = [name, share];
    }
    const first = least && this.#takeFirst(least[1]);
    if (least && first) this.#take(least[1]);
    return first;
  }

  /** Gives a place to a lane that did not wait here. `false`: it may have none now. */
  admit({ subscription }: Lane): boolean {
    const share = this.#shares.get(subscription);
    if (!share || !this.#mayBegin(subscription, share)) return false;
    this.#take(share);
    return true;
  }

  /** A lane that had a place has left it. */
  leave({ subscription }: Lane): void {
    const share = this.#shares.get(subscription);
    if (share) share.running -= 1;
    this.#running -= 1;
  }

  /** Keeps a subscription's lanes waiting, or lets them go on. */
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

  #takeFirst(share: Share): readonly [key: string, lane: Lane] | undefined {
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
    if (blocked || this.#running >= this.#places) return false;
    if (running < this.#setAside) return true;
    let keptFree = 0;
    for (const [other, share] of this.#shares) {
      if (other !== name) keptFree += Math.max(0, this.#setAside - share.running);
    }
    return this.#places - this.#running > keptFree;
  }

  #take(share: Share): void {
    share.running += 1;
    this.#running += 1;
  }
}
