import type { Batch } from './selection.js';

/** Receives each batch of events. */
export interface BatchListener {
  onBatch(batch: Batch): void;
  /** The channel has reopened at the head: the subscriber's position may be invalid. */
  onReopened(): void;
}

/**
 * The live subscribers of one org. They share one subscription to its batches: a set costs a tenth of a subscription
 * each.
 */
export class Subscribers {
  readonly #subscribers = new Set<BatchListener>();
  /** Retries of failed log reads, for the next tick. */
  readonly #stalled = new Set<() => void>();

  /**
   * @param writer combines their writes of one batch; without it each writes separately
   * @param onError called with a subscriber's failure, which must not keep events from the others
   */
  constructor(
    private readonly writer: { cork(): void; uncork(): void } | undefined,
    private readonly onError: (error: unknown) => void,
  ) {}

  get size(): number {
    return this.#subscribers.size;
  }

  add(subscriber: BatchListener): void {
    this.#subscribers.add(subscriber);
  }

  remove(subscriber: BatchListener): void {
    this.#subscribers.delete(subscriber);
  }

  clear(): void {
    this.#subscribers.clear();
    this.#stalled.clear();
  }

  /** Passes a batch to each of them. */
  deliver(batch: Batch): void {
    this.writer?.cork();
    try {
      for (const subscriber of this.#subscribers) this.#deliverTo(subscriber, batch);
    } finally {
      this.writer?.uncork();
    }
  }

  /** Notifies each of them that the channel has reopened. */
  reopen(): void {
    for (const subscriber of [...this.#subscribers]) subscriber.onReopened();
  }

  /** Runs `retry` at the next tick, unless cancelled by {@link forgetRetry}. */
  retryLater(retry: () => void): void {
    this.#stalled.add(retry);
  }

  forgetRetry(retry: () => void): void {
    this.#stalled.delete(retry);
  }

  tick(): void {
    const stalled = [...this.#stalled];
    this.#stalled.clear();
    for (const retry of stalled) retry();
  }

  #deliverTo(subscriber: BatchListener, batch: Batch): void {
    try {
      subscriber.onBatch(batch);
    } catch (error) {
      this.onError(error);
    }
  }
}
