import type { Batch } from './selection.js';

/** Receives each batch of events. */
export interface BatchReader {
  onBatch(batch: Batch): void;
  /** The channel begins anew, at the head: what the reader knows of its place may be of no use any more. */
  onReopened(): void;
}

/**
 * The readers of one org. They share one subscription to its batches: a set of them costs a tenth of what a subscription
 * each does.
 */
export class Readers {
  readonly #readers = new Set<BatchReader>();
  /** Those whose read of the log failed; the next tick tries again. */
  readonly #stalled = new Set<() => void>();

  /**
   * @param writer where their writes of one batch are put together; without it each writes by itself
   * @param onError told of a reader that failed: its trouble is not to keep the others from their events
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

  /** Hands a batch to each of them. */
  give(batch: Batch): void {
    this.writer?.cork();
    try {
      for (const reader of this.#readers) this.#giveTo(reader, batch);
    } finally {
      this.writer?.uncork();
    }
  }

  /** Tells each of them that the channel begins anew. */
  reopen(): void {
    for (const reader of [...this.#readers]) reader.onReopened();
  }

  /** Runs `retry` at the next tick, unless taken back by {@link forgetRetry}. */
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
