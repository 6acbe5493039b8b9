import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** Shortest time between an event and the question it leads to, in milliseconds: a burst is asked about once. */
const DEBOUNCE_MS = 500;
/** Shortest time between two questions, in milliseconds. */
const INTERVAL_MS = 1_000;
/** Windows that saw the same event do not all ask at once. In milliseconds. */
const SPREAD_MS = 300;

/** Asks aggregates again after rows changed: at most once a second each, however many events come. */
export class AggregateRefresh {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #askedAt = new Map<string, number>();

  constructor(
    private readonly client: QueryClient,
    private readonly random: () => number = Math.random,
    private readonly now: () => number = Date.now,
  ) {}

  request(key: QueryKey): void {
    const name = JSON.stringify(key);
    if (this.#timers.has(name)) return;
    const rest = (this.#askedAt.get(name) ?? 0) + INTERVAL_MS - this.now();
    const delay = Math.max(DEBOUNCE_MS, rest) + this.random() * SPREAD_MS;
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        this.#askedAt.set(name, this.now());
        void this.client.invalidateQueries({ queryKey: key });
      }, delay),
    );
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#askedAt.clear();
  }
}
