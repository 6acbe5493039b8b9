import type { Timer } from '@bellhop/client';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { hashKey } from '@tanstack/react-query';
import type { LiveEnvironment } from '../environment/live-environment.js';

/** It is asked once events have been quiet for so long, in milliseconds … */
const QUIET_MS = 500;
/** … but not later than this after the first of them. */
const PATIENCE_MS = 1_500;
/** Shortest time between two questions, in milliseconds. */
const INTERVAL_MS = 1_000;
/** Browsers that saw the same event do not all ask at once: one waits longer by up to this, in milliseconds. */
const SPREAD_MS = 300;

/** An aggregate that has to be asked for again. */
interface Outdated {
  readonly since: number;
  readonly spread: number;
  timer: Timer;
}

/**
 * Asks for aggregates again after rows changed: 500 to 1,500 ms after the first event that was not asked about yet, and at
 * most once a second, however many events come. There is no question at the first event itself: an event seldom comes
 * alone, and every browser of the organisation would ask in the same moment.
 */
export class AggregateRefresh {
  readonly #outdated = new Map<string, Outdated>();
  readonly #askedAt = new Map<string, number>();
  /** What is due, and waits for an answer that is under way: it may be older than the events. */
  readonly #waiting = new Set<string>();

  constructor(
    private readonly queryClient: QueryClient,
    private readonly environment: LiveEnvironment,
  ) {}

  /** Something changed what the queries under `key` add up. */
  request(key: QueryKey): void {
    const name = hashKey(key);
    if (this.#waiting.has(name)) return;
    const now = this.environment.now();
    const earlier = this.#outdated.get(name);
    earlier?.timer.cancel();
    const since = earlier?.since ?? now;
    const spread = earlier?.spread ?? this.environment.random() * SPREAD_MS;
    const rest = (this.#askedAt.get(name) ?? -Infinity) + INTERVAL_MS;
    const due = Math.max(Math.min(now + QUIET_MS + spread, since + PATIENCE_MS), rest);
    const timer = this.environment.after(due - now, () => void this.#ask(name, key));
    this.#outdated.set(name, { since, spread, timer });
  }

  stop(): void {
    for (const { timer } of this.#outdated.values()) timer.cancel();
    this.#outdated.clear();
    this.#waiting.clear();
    this.#askedAt.clear();
  }

  async #ask(name: string, key: QueryKey): Promise<void> {
    this.#outdated.delete(name);
    this.#waiting.add(name);
    // Asking over and over while answers take long would never let one come.
    const underWay = this.queryClient.getQueryCache().findAll({ queryKey: key, fetchStatus: 'fetching' });
    await Promise.allSettled(underWay.flatMap(({ promise }) => promise ?? []));
    if (!this.#waiting.delete(name)) return;
    this.#askedAt.set(name, this.environment.now());
    void this.queryClient.invalidateQueries({ queryKey: key });
  }
}
