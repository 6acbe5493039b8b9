/** Upper bounds in seconds; the last bucket has none. */
export const LATENCY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;

/** A histogram at one point in time. */
export interface HistogramReading {
  /**
   * Observations per bucket of {@link LATENCY_BUCKETS}, not cumulative. The last entry counts those above the last
   * bound.
   */
  readonly buckets: readonly number[];
  readonly count: number;
  /** In seconds. */
  readonly sum: number;
}

/** Counts durations in fixed buckets: two additions and a short search each, in constant memory. */
export class LatencyHistogram {
  readonly #buckets = new Array<number>(LATENCY_BUCKETS.length + 1).fill(0);
  #count = 0;
  #sum = 0;

  /** @param seconds negative values (a clock that was set back) count as 0 */
  observe(seconds: number): void {
    const duration = Math.max(0, seconds);
    const found = LATENCY_BUCKETS.findIndex((bound) => duration <= bound);
    const bucket = found === -1 ? LATENCY_BUCKETS.length : found;
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sum += duration;
  }

  read(): HistogramReading {
    return { buckets: [...this.#buckets], count: this.#count, sum: this.#sum };
  }
}
