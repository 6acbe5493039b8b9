import type { LogRecord } from '../log/event-log.js';
import type { OrgFacts } from './org-memory.js';

/** What the application was asked about one org, as it is at this place in the log. */
export class FactCache {
  readonly #facts = new Map<OrgFacts<unknown>, Promise<unknown>>();
  #closed = false;

  constructor(private readonly orgId: string) {}

  /** @throws what the application's look-up throws; it is asked again the next time */
  of<F>(facts: OrgFacts<F>): Promise<F> {
    const known = this.#facts.get(facts);
    // What is kept under an OrgFacts<F> is what that loaded.
    if (known) return known as Promise<F>;
    const loading = facts.load(this.orgId);
    if (!this.#closed) this.#facts.set(facts, loading);
    loading.catch(() => {
      if (this.#facts.get(facts) === loading) this.#facts.delete(facts);
    });
    return loading;
  }

  /**
   * Forgets what `record` changes.
   * @throws what the application's `isChangedBy` throws
   */
  apply(record: LogRecord): void {
    for (const facts of this.#facts.keys()) if (facts.isChangedBy(record)) this.#facts.delete(facts);
  }

  clear(): void {
    this.#facts.clear();
  }

  /** Keeps nothing from here on. */
  close(): void {
    this.#closed = true;
    this.#facts.clear();
  }
}
