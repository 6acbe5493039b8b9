import type { LogRecord } from '../log/event-log.js';
import type { OrgFacts } from './org-memory.js';

/** The application's facts about one org, as of the last applied event. */
export class FactCache {
  readonly #facts = new Map<OrgFacts<unknown>, Promise<unknown>>();
  #closed = false;

  constructor(private readonly orgId: string) {}

  /** @throws what the application's look-up throws; the next call tries again */
  of<F>(facts: OrgFacts<F>): Promise<F> {
    const known = this.#facts.get(facts);
    // The value under an OrgFacts<F> was loaded by it.
    if (known) return known as Promise<F>;
    const loading = facts.load(this.orgId);
    if (!this.#closed) this.#facts.set(facts, loading);
    loading.catch(() => {
      if (this.#facts.get(facts) === loading) this.#facts.delete(facts);
    });
    return loading;
  }

  /**
   * Drops the facts that `record` changes.
   * @throws what the application's `isChangedBy` throws
   */
  apply(record: LogRecord): void {
    for (const facts of this.#facts.keys()) if (facts.isChangedBy(record)) this.#facts.delete(facts);
  }

  clear(): void {
    this.#facts.clear();
  }

  /** Keeps nothing from now on. */
  close(): void {
    this.#closed = true;
    this.#facts.clear();
  }
}
