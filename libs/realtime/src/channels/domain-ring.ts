import type { Frame } from './frame.js';

/** Maximum payload text of a ring, in UTF-16 units. Its newest event is kept whatever its length. */
const MAX_RING_LENGTH = 4_194_304;

/**
 * The newest events of one domain of one org, in order: bounded in number and length, none older than the TTL. The
 * oldest are dropped first, and `floor` marks up to where.
 */
export interface DomainRing {
  readonly length: number;
  /** The newest `seq` of the domain that may be missing. The ring is complete after it, apart from replaced events. */
  readonly floor: number;
  /** Events dropped since the ring began, because of age or size. */
  readonly evictedTotal: number;
  /** @param now by the monotonic clock, in milliseconds */
  push(frame: Frame, now: number): void;
  /** Drops events older than the TTL. */
  expire(now: number): void;
  /** Returns events after `seq`, in order. Complete only if `seq >= floor`. */
  after(seq: number): Frame[];
  /** Returns the first event after `seq`. */
  first(seq: number): Frame | undefined;
}

/** Keeps every event. */
export class CircularRing implements DomainRing {
  readonly #frames: (Frame | undefined)[] = [];
  readonly #arrivals: number[] = [];
  #start = 0;
  #length = 0;
  #floor: number;
  #evicted = 0;
  #held = 0;

  /** @param floor the last `seq` before this ring began */
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

  get floor(): number {
    return this.#floor;
  }

  get evictedTotal(): number {
    return this.#evicted;
  }

  push(frame: Frame, now: number): void {
    this.#held += frame.length;
    while (this.#length > 0 && (this.#length === this.capacity || this.#held > MAX_RING_LENGTH)) this.#dropOldest();
    const index = (this.#start + this.#length) % this.capacity;
    this.#frames[index] = frame;
    this.#arrivals[index] = now;
    this.#length += 1;
  }

  expire(now: number): void {
    while (this.#length > 0 && (this.#arrivals[this.#start] ?? now) < now - this.ttlMs) this.#dropOldest();
  }

  after(seq: number): Frame[] {
    const frames: Frame[] = [];
    for (let index = this.#search(seq); index < this.#length; index += 1) frames.push(this.#at(index));
    return frames;
  }

  first(seq: number): Frame | undefined {
    const index = this.#search(seq);
    return index < this.#length ? this.#at(index) : undefined;
  }

  /** Returns how many events are not after `seq`. */
  #search(seq: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(middle).seq > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #at(index: number): Frame {
    return this.#frames[(this.#start + index) % this.capacity] as Frame;
  }

  #dropOldest(): void {
    const oldest = this.#at(0);
    this.#floor = oldest.seq;
    this.#held -= oldest.length;
    this.#frames[this.#start] = undefined;
    this.#start = (this.#start + 1) % this.capacity;
    this.#length -= 1;
    this.#evicted += 1;
  }
}

/**
 * Keeps the newest event per key: a subscriber that is behind gets one value per key instead of every step. A replaced
 * event is not missing, so it moves no floor and counts as no eviction.
 */
export class LatestRing implements DomainRing {
  /** In `seq` order: a replaced key moves to the end. */
  readonly #newest = new Map<string, { readonly frame: Frame; readonly at: number }>();
  #floor: number;
  #evicted = 0;
  #held = 0;

  /** @param floor the last `seq` before this ring began */
  constructor(
    private readonly capacity: number,
    private readonly ttlMs: number,
    floor: number,
  ) {
    this.#floor = floor;
  }

  get length(): number {
    return this.#newest.size;
  }

  get floor(): number {
    return this.#floor;
  }

  get evictedTotal(): number {
    return this.#evicted;
  }

  push(frame: Frame, now: number): void {
    const key = frame.latestKey ?? '';
    this.#held += frame.length - (this.#newest.get(key)?.frame.length ?? 0);
    const isReplaced = this.#newest.delete(key);
    if (!isReplaced && this.#newest.size === this.capacity) this.#dropOldest();
    while (this.#newest.size > 0 && this.#held > MAX_RING_LENGTH) this.#dropOldest();
    this.#newest.set(key, { frame, at: now });
  }

  expire(now: number): void {
    for (const { at } of this.#newest.values()) {
      if (at >= now - this.ttlMs) return;
      this.#dropOldest();
    }
  }

  after(seq: number): Frame[] {
    const frames: Frame[] = [];
    for (const { frame } of this.#newest.values()) if (frame.seq > seq) frames.push(frame);
    return frames;
  }

  first(seq: number): Frame | undefined {
    for (const { frame } of this.#newest.values()) if (frame.seq > seq) return frame;
    return undefined;
  }

  #dropOldest(): void {
    const [oldest] = this.#newest;
    if (!oldest) return;
    this.#newest.delete(oldest[0]);
    this.#floor = oldest[1].frame.seq;
    this.#held -= oldest[1].frame.length;
    this.#evicted += 1;
  }
}
