import type { Batch } from './selection.js';

/** Receives each batch of events. */
export interface BatchReader {
  onBatch(batch: Batch): void;
  /** The channel has reopened at the head: the subscriber's position may be invalid. */
  onReopened(): void;
}

/**
 * The live subscribers of one org. They share one subscription to its batches: a set costs a tenth of a subscription
 * each.
 */
export class Readers {
  readonly #readers = new Set<BatchReader>();
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
    return this.#readers.size;
  }

  add(reader: BatchReader): void {
    this.#readers.add(reader);
  }

  remove(reader: BatchReader): void {
    this.#readers.delete(reader);
  }

  clear(): void {
    this.#readers.clear();
    this.#stalled.clear();
  }

  /** Passes a batch to each of them. */
  give(batch: Batch): void {
    this.writer?.cork();
    try {
      for (const reader of this.#readers) this.#giveTo(reader, batch);
    } finally {
      this.writer?.uncork();
    }
  }

  /** Notifies each of them that the channel has reopened. */
  reopen(): void {
    for (const reader of [...this.#readers]) reader.onReopened();
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

  #giveTo(reader: BatchReader, batch: Batch): void {
    try {
      reader.onBatch(batch);
    } catch (error) {
      this.onError(error);
    }
  }
}
