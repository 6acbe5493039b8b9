import type { DomainName, EventCatalogue, RealtimeEvent } from '@bellhop/contracts';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { RealtimeStream } from '../realtime.js';
import { AggregateRefresh } from './aggregate-refresh.js';
import { markArrived } from './arrivals.js';
import type { Pages, RowSet, VersionedRow } from './row-set.js';

/** What an event's payload means to a set of rows. */
export interface RowChange<Payload> {
  readonly rows: AnyRowSet;
  apply(payload: Payload): void;
}

/** A domain's share of the live page: declared beside its feature, carried out here. */
export interface LiveDomain<D extends DomainName> {
  readonly domain: D;
  readonly changes: { readonly [T in keyof EventCatalogue[D]]: RowChange<EventCatalogue[D][T]> };
  /** Queries the server computes from the rows: asked again when a row changes. */
  readonly aggregates: readonly QueryKey[];
}

type AnyRowSet = Pick<RowSet<VersionedRow>, 'listsKey' | 'clear'> & {
  settle(list: never, view: never): unknown;
};

/** A row that was not there before. */
export function creates<Row extends VersionedRow, View extends object>(rows: RowSet<Row, View>): RowChange<Row> {
  return {
    rows,
    apply: (row) => {
      markArrived(rows.definition.id(row));
      rows.put(row);
    },
  };
}

/** A new state of a row. */
export function puts<Row extends VersionedRow, View extends object>(rows: RowSet<Row, View>): RowChange<Row> {
  return { rows, apply: (row) => rows.put(row) };
}

/** The end of a row; `id` picks it out of the payload. */
export function removes<Identified, Row extends VersionedRow, View extends object>(
  rows: RowSet<Row, View>,
  id: (payload: Identified) => string,
): RowChange<Identified & VersionedRow> {
  return { rows, apply: (payload) => rows.remove(id(payload), payload.version) };
}

/** Events that arrive within this time are shown together, in milliseconds: a burst is one render. */
const FRAME_MS = 16;

type AnyLiveDomain = { [D in DomainName]: LiveDomain<D> }[DomainName];

/** Carries the stream into the query cache: rows in place, aggregates by asking again, losses by reading anew. */
export class LivePatching {
  readonly #aggregates: AggregateRefresh;
  readonly #domains: Map<string, AnyLiveDomain>;
  readonly #changed = new Set<AnyRowSet>();
  #frame: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: QueryClient,
    domains: readonly AnyLiveDomain[],
  ) {
    this.#domains = new Map(domains.map((domain) => [domain.domain, domain]));
    this.#aggregates = new AggregateRefresh(client);
  }

  /** @returns how to let go of the stream */
  follow(stream: RealtimeStream): () => void {
    const unsubscribe = [stream.onEvent((event) => this.#receive(event)), stream.onLoss((d) => void this.#readAnew(d))];
    return () => {
      for (const stop of unsubscribe) stop();
      this.#forget();
    };
  }

  #receive(event: RealtimeEvent): void {
    const domain = this.#domains.get(event.domain);
    const changes = domain?.changes as Readonly<Record<string, RowChange<unknown>>> | undefined;
    const change = changes?.[event.eventType];
    if (!domain || !change) return;
    change.apply(event.payload);
    this.#changed.add(change.rows);
    this.#frame ??= setTimeout(() => this.#show(), FRAME_MS);
    for (const key of domain.aggregates) this.#aggregates.request(key);
  }

  #show(): void {
    this.#frame = undefined;
    for (const rows of this.#changed) showRows(this.client, rows);
    this.#changed.clear();
  }

  async #readAnew(domains: readonly string[] | 'all'): Promise<void> {
    const lost = domains === 'all' ? [...this.#domains.keys()] : domains;
    for (const domain of lost) {
      this.client.removeQueries({ queryKey: [domain], type: 'inactive' });
      // A first read that is under way would not be repeated by an invalidation alone.
      await this.client.cancelQueries({ queryKey: [domain] });
      void this.client.invalidateQueries({ queryKey: [domain] });
    }
  }

  #forget(): void {
    clearTimeout(this.#frame);
    this.#frame = undefined;
    this.#aggregates.stop();
    this.#changed.clear();
    for (const domain of this.#domains.values()) {
      for (const { rows } of Object.values<RowChange<never>>(domain.changes)) rows.clear();
    }
  }
}

/** Brings every cached list of these rows up to date with what is known of them. */
export function showRows(client: QueryClient, rows: AnyRowSet): void {
  for (const { queryKey, state } of client.getQueryCache().findAll({ queryKey: rows.listsKey })) {
    // Writing would mark a list as good that is waiting to be read anew.
    const broken = state.status !== 'success' || (state.isInvalidated && state.fetchStatus === 'idle');
    if (broken || state.data === undefined) continue;
    const list = state.data as Pages<VersionedRow>;
    const settled = rows.settle(list as never, queryKey.at(-1) as never);
    if (settled !== list) client.setQueryData(queryKey, settled, { updatedAt: state.dataUpdatedAt });
  }
}
