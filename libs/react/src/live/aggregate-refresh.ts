import type { Timer } from '@bellhop/client';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { hashKey } from '@tanstack/react-query';
import type { LiveEnvironment } from '../environment/live-environment.js';

/** Refetch once events have been quiet for this long, in milliseconds … */
const QUIET_MS = 500;
/** … but not later than this after the first of them. */
const PATIENCE_MS = 1_500;
/** Minimum time between two requests, in milliseconds. */
const INTERVAL_MS = 1_000;
/**
 * Random extra wait of up to this, in milliseconds, so that browsers that saw the same event do not all ask at once.
 */
const SPREAD_MS = 300;

/** An aggregate to be refetched. */
interface Outdated {
  readonly key: QueryKey;
  readonly since: number;
  readonly spread: number;
  /** Time of the last event. */
  last: number;
  timer: Timer | undefined;
}

/**
 * Refetches aggregates after rows changed: 500 to 1,500 ms after the first event not covered by a request yet, and at
 * most once a second, however many events arrive. It never refetches right at an event: events seldom come alone, and
 * every browser of the org would ask at the same moment.
 */
export class AggregateRefresh {
  readonly #outdated = new Map<string, Outdated>();
  readonly #askedAt = new Map<string, number>();
  /** Due, but waiting for a current request, which may be older than the events. */
  readonly #waiting = new Set<string>();

  constructor(
    private readonly queryClient: QueryClient,
    private readonly environment: LiveEnvironment,
  ) {}

  /** Schedules a refetch of the queries under `key`. */
  request(key: QueryKey): void {
    const name = hashKey(key);
    if (this.#waiting.has(name)) return;
    const now = this.environment.now();
    const earlier = this.#outdated.get(name);
    if (earlier) {
      // The timer looks at it when it is due: a new one for each event would take most of the time of a burst.
      earlier.last = now;
      return;
    }
    const outdated = { key, since: now, spread: this.environment.random() * SPREAD_MS, last: now, timer: undefined };
    this.#outdated.set(name, outdated);
    this.#wait(name, outdated);
  }

  stop(): void {
    for (const { timer } of this.#outdated.values()) timer?.cancel();
    this.#outdated.clear();
    this.#waiting.clear();
    this.#askedAt.clear();
  }

  #wait(name: string, outdated: Outdated): void {
    const { key, since, spread, last } = outdated;
    const rest = (this.#askedAt.get(name) ?? -Infinity) + INTERVAL_MS;
    const due = Math.max(Math.min(last + QUIET_MS + spread, since + PATIENCE_MS), rest);
    const now = this.environment.now();
    const left = due - now;
    // A clock that was set back says nothing about how long it has waited.
    if (left <= 0 || now < since) return void this.#ask(name, key);
    outdated.timer = this.environment.after(left, () => this.#wait(name, outdated));
  }

  async #ask(name: string, key: QueryKey): Promise<void> {
    this.#outdated.delete(name);
    this.#waiting.add(name);
    // Restarting slow requests again and again would never let one finish.
    const underWay = this.queryClient.getQueryCache().findAll({ queryKey: key, fetchStatus: 'fetching' });
    await Promise.allSettled(underWay.flatMap(({ promise }) => promise ?? []));
    if (!this.#waiting.delete(name)) return;
    this.#askedAt.set(name, this.environment.now());
    void this.queryClient.invalidateQueries({ queryKey: key });
  }
}
