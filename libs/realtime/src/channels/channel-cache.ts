import type { LogRecord } from '../log/event-log.js';
import type { CacheSource } from './org-cache.js';

/** The application's facts about one org, as of the last applied event. */
export class ChannelCache {
  readonly #values = new Map<CacheSource<unknown>, Promise<unknown>>();
  #closed = false;

  constructor(private readonly orgId: string) {}

  /** @throws what the application's look-up throws; the next call tries again */
  get<F>(source: CacheSource<F>): Promise<F> {
    const known = this.#values.get(source);
    // The value under an CacheSource<F> was loaded by it.
    if (known) return known as Promise<F>;
    const loading = source.load(this.orgId);
    if (!this.#closed) this.#values.set(source, loading);
    loading.catch(() => {
      if (this.#values.get(source) === loading) this.#values.delete(source);
    });
    return loading;
  }

  /**
   * Drops the facts that `record` changes.
   * @throws what the application's `isChangedBy` throws
   */
  apply(record: LogRecord): void {
    for (const source of this.#values.keys()) if (source.isInvalidatedBy(record)) this.#values.delete(source);
  }

  clear(): void {
    this.#values.clear();
  }

  /** Keeps nothing from now on. */
  close(): void {
    this.#closed = true;
    this.#values.clear();
  }
}
