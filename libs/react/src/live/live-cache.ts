import type { RealtimeClient, Session, VersionedRow } from '@bellhop/client';
import type { Access, Gap, RealtimeEvent } from '@bellhop/protocol';
import type { Query, QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query';
import type { LiveEnvironment } from '../environment/live-environment.js';
import type { Request } from '../rest/request.js';
import { AggregateRefresh } from './aggregate-refresh.js';
import { EventTimes } from './event-times.js';
import type { FollowedAggregate } from './live-aggregate.js';
import { liveKeys } from './live-keys.js';
import type { LiveQuery, ViewParameters } from './live-query.js';
import { LiveRows, type LiveSource } from './live-rows.js';
import { RecentIds } from './recent-ids.js';
import { dropForbidden, readAnew } from './reread.js';
import { SafeRefetch } from './safe-refetch.js';

/** Minimum time between two renders, in milliseconds: the first of several events is rendered at once, the others together. */
const FRAME_MS = 16;
/** Rows shown in a frame, at most. The others follow in the next ones, so that somebody can type and click between them. */
export const ROWS_PER_FRAME = 24;

export interface LiveCacheOptions {
  readonly client: RealtimeClient;
  readonly session: Session;
  readonly queryClient: QueryClient;
  readonly environment: LiveEnvironment;
  readonly request: Request;
}

type AnyRows = LiveRows<VersionedRow, ViewParameters>;

/**
 * Applies the stream to the query cache: patches rows, refetches aggregates, and reloads after a loss. Covers the
 * definitions passed to `rowsOf` and `follow`, from `start` on.
 */
export class LiveCache {
  readonly eventTimes = new EventTimes();
  /** Domain → name → rows. */
  readonly #rows = new Map<string, Map<string, AnyRows>>();
  readonly #aggregates = new Map<string, Map<string, FollowedAggregate>>();
  readonly #refresh: AggregateRefresh;
  readonly #safeRefetch: SafeRefetch;
  readonly #seen = new RecentIds();
  readonly #source: LiveSource;
  #lastMoment = 0;
  #isFrameDue = false;
  #lastFrame = -Infinity;
  #userId: string | undefined;
  /** The tab's position when this was last stopped. */
  #place: string | undefined;

  constructor(private readonly options: LiveCacheOptions) {
    const { client, queryClient, environment, request } = options;
    this.#source = {
      client,
      queryClient,
      environment,
      request,
      moment: () => this.#moment(),
      changed: () => this.#changed(),
    };
    this.#refresh = new AggregateRefresh(queryClient, environment);
    this.#safeRefetch = new SafeRefetch(client, environment, () => readAnew(queryClient, this.#domains));
    this.#place = client.getSnapshot().cursor;
  }

  /** Returns a definition's rows, kept current from now on. A name refers to one definition at a time. */
  rowsOf<Row extends VersionedRow, View extends ViewParameters>(query: LiveQuery<Row, View>): LiveRows<Row, View> {
    const ofDomain = nested(this.#rows, query.domain);
    const known = ofDomain.get(query.name) as LiveRows<Row, View> | undefined;
    if (known?.query === query) return known;
    const rows = new LiveRows(query, this.#source);
    ofDomain.set(query.name, rows as unknown as AnyRows);
    return rows;
  }

  /** Refetches the aggregate after events that change it, from now on. */
  follow(aggregate: FollowedAggregate): void {
    nested(this.#aggregates, aggregate.domain).set(aggregate.name, aggregate);
  }

  /** Call it after a command changed rows of a domain: without a connection, no event will refresh its aggregates. */
  commanded(domain: string): void {
    if (this.options.client.getSnapshot().status === 'connected') return;
    for (const aggregate of this.#aggregates.get(domain)?.values() ?? [])
      this.#refresh.request(liveKeys.aggregates(aggregate));
  }

  /** @returns a function that stops it */
  start(): () => void {
    const { client, session, queryClient } = this.options;
    this.#userId = session.getSnapshot().user?.userId;
    const place = client.getSnapshot().cursor;
    if (place !== this.#place) this.#lose(this.#domains, place);
    const unsubscribe = [
      client.onEvent((event) => this.#receive(event)),
      client.onGap((gap) => this.#onGap(gap)),
      client.onAccess((access) => this.#onAccess(access)),
      session.subscribe(() => this.#onSession()),
      queryClient.getQueryCache().subscribe((change) => this.#onCache(change)),
    ];
    this.#safeRefetch.start();
    return () => {
      for (const stop of unsubscribe) stop();
      this.#safeRefetch.stop();
      this.#refresh.stop();
      this.#place = client.getSnapshot().cursor;
    };
  }

  get #domains(): readonly string[] {
    return [...new Set([...this.#rows.keys(), ...this.#aggregates.keys()])];
  }

  #receive(event: RealtimeEvent): void {
    if (!this.#seen.add(event.eventId)) return;
    const { domain, eventType } = event;
    this.eventTimes.set(domain, this.options.environment.now());
    for (const rows of this.#rows.get(domain)?.values() ?? []) rows.receive(event);
    for (const aggregate of this.#aggregates.get(domain)?.values() ?? [])
      if (aggregate.events?.has(eventType) ?? true) this.#refresh.request(liveKeys.aggregates(aggregate));
  }

  #onGap({ domains, cursor }: Gap): void {
    // Possibly another life of the log, to which the ids seen so far do not apply.
    this.#seen.clear();
    this.#lose(domains, cursor);
  }

  #onAccess(access: Access): void {
    for (const rows of this.#allRows()) rows.forget();
    dropForbidden(this.options.queryClient, this.#domains, access);
    readAnew(
      this.options.queryClient,
      this.#domains.filter((domain) => access.domains.includes(domain)),
    );
  }

  /** Removes everything one user read before the next one signs in. After an expiry, the same user's data stays. */
  #onSession(): void {
    const userId = this.options.session.getSnapshot().user?.userId;
    if (userId === this.#userId) return;
    const isFirst = this.#userId === undefined;
    this.#userId = userId;
    if (isFirst) return;
    this.#seen.clear();
    this.#refresh.stop();
    for (const rows of this.#allRows()) {
      rows.forget();
      rows.pending.clear();
    }
    const cache = this.options.queryClient.getQueryCache();
    for (const domain of this.#domains)
      for (const query of cache.findAll({ queryKey: liveKeys.domain(domain) })) query.reset();
    if (userId !== undefined) readAnew(this.options.queryClient, this.#domains);
  }

  #lose(domains: readonly string[], cursor: string | undefined): void {
    for (const domain of domains) for (const rows of this.#rows.get(domain)?.values() ?? []) rows.forget(cursor);
    readAnew(this.options.queryClient, domains);
  }

  /** Brings data up to date before it is rendered, however it got into the cache, such as after a cancelled read. */
  #onCache(change: QueryCacheNotifyEvent): void {
    if (change.type !== 'updated' || (change.action.type !== 'success' && change.action.type !== 'setState')) return;
    const query = change.query as Query;
    const [domain, name] = query.queryKey;
    this.#rows
      .get(domain as string)
      ?.get(name as string)
      ?.settle(query);
  }

  #changed(): void {
    if (this.#isFrameDue) return;
    this.#isFrameDue = true;
    const { environment } = this.options;
    // At most a frame, even if the clock was set back.
    const rest = Math.min(FRAME_MS, this.#lastFrame + FRAME_MS - environment.now());
    environment.after(Math.max(0, rest), () => {
      this.#isFrameDue = false;
      this.#lastFrame = environment.now();
      let left = ROWS_PER_FRAME;
      for (const rows of this.#allRows()) left -= rows.show(left);
      if (this.#allRows().some((rows) => rows.hasNews)) this.#changed();
    });
  }

  /** Returns an increasing number, even if the clock does not move or is set back. */
  #moment(): number {
    this.#lastMoment = Math.max(this.#lastMoment + 1, this.options.environment.now());
    return this.#lastMoment;
  }

  #allRows(): readonly AnyRows[] {
    return [...this.#rows.values()].flatMap((ofDomain) => [...ofDomain.values()]);
  }
}

function nested<T>(map: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const inner = map.get(key) ?? new Map<string, T>();
  map.set(key, inner);
  return inner;
}
