import type { Frame } from './frame.js';

/**
 * The newest events of one domain of one org, in order: at most `capacity` of them, none older than `ttlMs`.
 * Oldest are dropped first, and `floor` tells up to where.
 */
export class DomainRing {
  readonly #frames: (Frame | undefined)[] = [];
  readonly #arrivals: number[] = [];
  #start = 0;
  #length = 0;
  #floor: number;
  #evicted = 0;

  /** @param floor the last `seq` before this ring began: of what came later nothing is missing */
  constructor(
    private readonly capacity: number,
    private readonly ttlMs: number,
    floor: number,
  ) {
    this.#floor = floor;
  }

  get length(): number {
    return this.#length;
  }

  /** The newest `seq` of the domain that may be missing here: everything after it is present. */
  get floor(): number {
    return this.#floor;
  }

  /** Events dropped since the ring began, for their age or for want of room. */
  get evictedTotal(): number {
    return this.#evicted;
  }

  /** @param now Unix milliseconds */
  push(frame: Frame, now: number): void {
    if (this.#length === this.capacity) this.dropOldest();
    const index = (this.#start + this.#length) % this.capacity;
    this.#frames[index] = frame;
    this.#arrivals[index] = now;
    this.#length += 1;
  }

  /** Drops what has been here for longer than the TTL. */
  expire(now: number): void {
    while (this.#length > 0 && (this.#arrivals[this.#start] ?? now) < now - this.ttlMs) this.dropOldest();
  }

  /** Events after `seq`, in order. Complete only where `seq >= floor`. */
  after(seq: number): Frame[] {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle).seq > seq) high = middle;
      else low = middle + 1;
    }
    const frames: Frame[] = [];
    for (let index = low; index < this.#length; index += 1) frames.push(this.at(index));
    return frames;
  }

  private at(index: number): Frame {
    return this.#frames[(this.#start + index) % this.capacity] as Frame;
  }

  private dropOldest(): void {
    this.#floor = this.at(0).seq;
    this.#frames[this.#start] = undefined;
    this.#start = (this.#start + 1) % this.capacity;
    this.#length -= 1;
    this.#evicted += 1;
  }
}
