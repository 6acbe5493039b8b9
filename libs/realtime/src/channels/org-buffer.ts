import { DEFAULT_POLICY, type DomainDefinition } from '../events/domain-definition.js';
import { CircularRing, type DomainRing, LatestRing } from './domain-ring.js';
import type { Frame } from './frame.js';
import type { View } from './view.js';

/** The newest events of one org: a ring per domain, each bounded by its own policy. */
export class OrgBuffer {
  readonly #rings = new Map<string, DomainRing>();
  #base: number;
  /** Evictions of former rings, by domain. */
  readonly #evictedBefore = new Map<string, number>();

  /** @param base the last `seq` before the buffer began */
  constructor(
    private readonly definitions: ReadonlyMap<string, DomainDefinition>,
    base: number,
  ) {
    this.#base = base;
  }

  /** Events held. */
  get size(): number {
    let size = 0;
    for (const ring of this.#rings.values()) size += ring.length;
    return size;
  }

  /** Visits each domain with the number of its events held, and dropped so far. */
  forEachDomain(visit: (domain: string, held: number, evicted: number) => void): void {
    for (const [domain, ring] of this.#rings) {
      visit(domain, ring.length, ring.evictedTotal + (this.#evictedBefore.get(domain) ?? 0));
    }
    for (const [domain, evicted] of this.#evictedBefore) if (!this.#rings.has(domain)) visit(domain, 0, evicted);
  }

  push(frame: Frame, now: number): void {
    let ring = this.#rings.get(frame.domain);
    if (!ring) this.#rings.set(frame.domain, (ring = this.#newRing(frame.domain)));
    ring.push(frame, now);
  }

  #newRing(domain: string): DomainRing {
    const definition = this.definitions.get(domain);
    const { bufferSize, bufferTtlMs } = definition ?? DEFAULT_POLICY;
    const Ring = definition?.latestBy ? LatestRing : CircularRing;
    return new Ring(bufferSize, bufferTtlMs, this.#base);
  }

  expire(now: number): void {
    for (const ring of this.#rings.values()) ring.expire(now);
  }

  /** Starts over after events that the log could not provide. */
  reset(base: number): void {
    this.forEachDomain((domain, held, evicted) => this.#evictedBefore.set(domain, held + evicted));
    this.#rings.clear();
    this.#base = base;
  }

  /** Returns the event of `domain` at `seq`, if the buffer holds it. */
  find(domain: string, seq: number): Frame | undefined {
    const frame = this.#rings.get(domain)?.first(seq - 1);
    return frame?.seq === seq ? frame : undefined;
  }

  /** Returns the mark of the event at `seq`, if the buffer holds it or the one after it. */
  markAt(seq: number): number | undefined {
    for (const ring of this.#rings.values()) {
      const frame = ring.first(seq - 1);
      if (frame?.seq === seq) return frame.record.mark;
      if (frame?.seq === seq + 1) return frame.record.prevMark;
    }
    return undefined;
  }

  /**
   * Returns the events after `position` that `view` sees, in order; `undefined` if the buffer does not reach back that
   * far.
   */
  after(position: number, view: View): Frame[] | undefined {
    if (position < this.#base) return undefined;
    const frames: Frame[] = [];
    let rings = 0;
    for (const domain of view.domains) {
      const ring = this.#rings.get(domain);
      if (!ring) continue;
      if (position < ring.floor) return undefined;
      const due = ring.after(position);
      if (due.length === 0) continue;
      rings += 1;
      for (const frame of due) if (view.sees(frame)) frames.push(frame);
    }
    return rings > 1 ? frames.sort((a, b) => a.seq - b.seq) : frames;
  }
}
