import type { Clock, Timer } from '@bellhop/realtime';

export interface QueueLimits {
  /** Requests of one org under way at once. */
  readonly underWay: number;
  /** Maximum number of waiting requests per org, and their total bytes. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** The same for all orgs together. */
  readonly allWaiting: number;
  readonly allWaitingBytes: number;
  /** Longest wait in milliseconds; refusal may come up to 250 ms later. */
  readonly waitMs: number;
}

/** Called once for each waiting place that is not given up. */
export type OnTurn = (outcome: 'admitted' | 'late') => void;

/** Result of entering a full queue. */
export interface QueueFull {
  /** How long the first in queue has waited, in milliseconds: about as long as the next one would. */
  readonly waitedMs: number;
}

interface OrgQueue {
  readonly orgId: string;
  underWay: number;
  waitingBytes: number;
  readonly waiting: Set<QueueSlot>;
}

const LOOK_MS = 250;

/**
 * A request's place: *waiting* until it is called, *under way* until {@link leave}, then *over*. If it waits too long, it is
 * over at once.
 */
export class QueueSlot {
  state: 'waiting' | 'under way' | 'over' = 'waiting';
  called: OnTurn | undefined;

  constructor(
    readonly queue: OrgQueue,
    readonly bytes: number,
    readonly since: number,
    private readonly onLeave: (slot: QueueSlot) => void,
  ) {}

  /** Gives up the place, waiting or under way. Does nothing when it is over. */
  leave(): void {
    if (this.state !== 'over') this.onLeave(this);
  }
}

/**
 * Limits how many requests each org has under way; the org's others wait in order of arrival. No org waits for another. Each
 * turn of the event loop admits one waiting request per org, so that other work gets its turn in between.
 */
export class OrgQueues {
  readonly #queues = new Map<string, OrgQueue>();
  /** Queues whose first request may be admitted. */
  readonly #due = new Set<OrgQueue>();
  #waiting = 0;
  #waitingBytes = 0;
  #isDeferred = false;
  readonly #onLeave = (slot: QueueSlot): void => this.#leave(slot);
  #timer: Timer | undefined;

  /** @param defer runs a task after the event loop has processed pending work */
  constructor(
    private readonly limits: QueueLimits,
    private readonly clock: Pick<Clock, 'monotonic' | 'every'>,
    private readonly defer: (task: () => void) => void = setImmediate,
  ) {}

  /** Number of waiting requests. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Number of orgs with something under way or waiting. */
  get size(): number {
    return this.#queues.size;
  }

  /**
   * Takes a place, under way if there is room.
   * @param bytes held while waiting
   * @param called called if the place had to wait
   */
  enter(orgId: string, bytes: number, called: OnTurn): QueueSlot | QueueFull {
    let queue = this.#queues.get(orgId);
    if (!queue) this.#queues.set(orgId, (queue = { orgId, underWay: 0, waitingBytes: 0, waiting: new Set() }));
    const now = this.clock.monotonic();
    const slot = new QueueSlot(queue, bytes, now, this.#onLeave);
    if (queue.underWay < this.limits.underWay && queue.waiting.size === 0) {
      this.#begin(slot);
      return slot;
    }
    if (this.#isFull(queue, bytes)) {
      const [first] = queue.waiting;
      return { waitedMs: now - (first?.since ?? now) };
    }
    slot.called = called;
    queue.waiting.add(slot);
    this.#count(slot, 1);
    this.#timer ??= this.clock.every(LOOK_MS, () => this.#refuseLate());
    return slot;
  }

  #isFull(queue: OrgQueue, bytes: number): boolean {
    const { waiting, waitingBytes, allWaiting, allWaitingBytes } = this.limits;
    return (
      queue.waiting.size >= waiting ||
      queue.waitingBytes + bytes > waitingBytes ||
      this.#waiting >= allWaiting ||
      this.#waitingBytes + bytes > allWaitingBytes
    );
  }

  #begin(slot: QueueSlot): void {
    slot.state = 'under way';
    slot.queue.underWay += 1;
  }

  #leave(slot: QueueSlot): void {
    const { queue } = slot;
    if (slot.state === 'waiting') this.#unqueue(slot);
    else queue.underWay -= 1;
    slot.state = 'over';
    if (queue.waiting.size > 0) this.#admitSoon(queue);
    else if (queue.underWay === 0) this.#queues.delete(queue.orgId);
  }

  #admitSoon(queue: OrgQueue): void {
    if (queue.underWay >= this.limits.underWay) return;
    this.#due.add(queue);
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    this.defer(() => this.#admit());
  }

  /** Admits one request of each due queue; the next turn admits the next. */
  #admit(): void {
    this.#isDeferred = false;
    const due = [...this.#due];
    this.#due.clear();
    for (const queue of due) {
      const [next] = queue.waiting;
      if (!next || queue.underWay >= this.limits.underWay) continue;
      this.#unqueue(next);
      this.#begin(next);
      if (queue.waiting.size > 0) this.#admitSoon(queue);
      next.called?.('admitted');
    }
  }

  #refuseLate(): void {
    const latest = this.clock.monotonic() - this.limits.waitMs;
    for (const queue of [...this.#queues.values()]) {
      for (const slot of queue.waiting) {
        if (slot.since > latest) break;
        this.#leave(slot);
        slot.called?.('late');
      }
    }
  }

  #unqueue(slot: QueueSlot): void {
    slot.queue.waiting.delete(slot);
    this.#count(slot, -1);
    if (this.#waiting > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #count({ queue, bytes }: QueueSlot, by: 1 | -1): void {
    queue.waitingBytes += by * bytes;
    this.#waiting += by;
    this.#waitingBytes += by * bytes;
  }
}
