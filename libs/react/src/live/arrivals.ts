/** How long a row counts as newly arrived, in milliseconds. */
const FRESH_MS = 2_000;

/** The rows created a moment ago. */
export class Arrivals {
  readonly #arrivedAt = new Map<string, number>();

  /** @param now Unix milliseconds */
  constructor(private readonly now: () => number) {}

  mark(id: string): void {
    const now = this.now();
    for (const [earlier, at] of this.#arrivedAt) if (now - at >= FRESH_MS) this.#arrivedAt.delete(earlier);
    this.#arrivedAt.set(id, now);
  }

  isFresh(id: string): boolean {
    return this.now() - (this.#arrivedAt.get(id) ?? -Infinity) < FRESH_MS;
  }
}
