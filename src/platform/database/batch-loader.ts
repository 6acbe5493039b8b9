/** Ids asked for in one query at most. */
const MAX_BATCH = 500;

interface Waiting<V> {
  readonly resolve: (value: V | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Loads by id, many in one query: what is asked for in one turn of the event loop, or while a query is under way, goes
 * into the next one. Nothing is kept: every answer was read after it was asked for. So thousands of clients that come
 * back at once cost some dozens of queries.
 */
export class BatchLoader<V> {
  #waiting = new Map<string, Waiting<V>[]>();
  #busy = false;

  /** @param loadAll reads many at once; ids that are not there are left out */
  constructor(private readonly loadAll: (ids: readonly string[]) => Promise<ReadonlyMap<string, V>>) {}

  load(id: string): Promise<V | undefined> {
    return new Promise((resolve, reject) => {
      const others = this.#waiting.get(id);
      if (others) others.push({ resolve, reject });
      else this.#waiting.set(id, [{ resolve, reject }]);
      if (this.#busy) return;
      this.#busy = true;
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = new Map([...this.#waiting].slice(0, MAX_BATCH));
      for (const id of batch.keys()) this.#waiting.delete(id);
      try {
        const found = await this.loadAll([...batch.keys()]);
        for (const [id, all] of batch) for (const { resolve } of all) resolve(found.get(id));
      } catch (error) {
        for (const all of batch.values()) for (const { reject } of all) reject(error);
      }
    }
    this.#busy = false;
  }
}
