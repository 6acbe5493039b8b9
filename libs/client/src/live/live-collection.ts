import type { DomainName, EventOf, RealtimeEvent } from '@bellhop/protocol';
import { cursorAt, distance } from '../delivery/cursors.js';
import type { Environment, Unsubscribe } from '../environment/environment.js';
import { browserEnvironment } from '../environment/browser.js';
import { between, pause } from '../environment/waiting.js';
import type { RealtimeClient } from '../realtime-client.js';
import { Store } from '../store.js';
import {
  applyChange,
  emptyRows,
  mergeSnapshot,
  type RowChange,
  type RowDefinition,
  type VersionedRow,
} from './rows.js';

/** Result of a `GET` of the list. */
export interface RowSnapshot<Row> {
  readonly rows: readonly Row[];
  /** Its `X-Realtime-Cursor`: the rows include everything up to here. */
  readonly cursor: string | undefined;
}

export interface LiveCollectionOptions<Row extends VersionedRow, D extends DomainName> extends RowDefinition<Row> {
  readonly client: RealtimeClient;
  readonly domain: D;
  /** Reads the list. Called at the start, after a gap of the domain and after a change of rights. */
  readonly fetch: (signal: AbortSignal) => Promise<RowSnapshot<Row>>;
  /** Returns the change that an event makes to these rows; undefined for none. */
  readonly changeOf: (event: EventOf<D>) => RowChange<Row> | undefined;
  /** @default browserEnvironment() */
  readonly environment?: Environment;
}

export interface LiveCollectionSnapshot<Row> {
  /** `loading` until the first snapshot; `failed` after a failed attempt until the next one succeeds. */
  readonly status: 'loading' | 'ready' | 'failed';
  readonly rows: readonly Row[];
  /** Set if `failed`. */
  readonly error: unknown;
}

/** A list that keeps itself current: a snapshot plus the events since. */
export interface LiveCollection<Row extends VersionedRow> {
  getSnapshot(): LiveCollectionSnapshot<Row>;
  subscribe(listener: () => void): Unsubscribe;
  /** Applies a command's response; its own event then changes nothing. */
  apply(change: RowChange<Row>): void;
  /** Reloads the list; the current rows stay until it has loaded. */
  refetch(): void;
  close(): void;
}

/** How often a snapshot older than the tab's history is reloaded before it is used anyway. */
const MAX_STALE = 3;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

/** Creates a live collection. Listens before it loads, so that nothing is missed in between. */
export function createLiveCollection<Row extends VersionedRow, D extends DomainName>(
  options: LiveCollectionOptions<Row, D>,
): LiveCollection<Row> {
  return new Collection(options, options.environment ?? browserEnvironment());
}

class Collection<Row extends VersionedRow, D extends DomainName> implements LiveCollection<Row> {
  #rows = emptyRows<Row>();
  /** Changes learned while a snapshot is loading: they may be newer than the snapshot. */
  #since: { readonly seq: number | undefined; readonly change: RowChange<Row> }[] = [];
  /** The rows include everything up to here. */
  #snapshotCursor: string | undefined;
  #fetching: AbortController | undefined;
  #failures = 0;
  #isLoaded = false;
  readonly #store: Store<LiveCollectionSnapshot<Row>>;
  readonly #unsubscribe: readonly Unsubscribe[];

  constructor(
    private readonly options: LiveCollectionOptions<Row, D>,
    private readonly environment: Environment,
  ) {
    const { client, domain } = options;
    this.#store = new Store<LiveCollectionSnapshot<Row>>({ status: 'loading', rows: [], error: undefined }, (error) =>
      environment.report(error),
    );
    this.#unsubscribe = [
      client.on(domain, (event) => this.#receive(event)),
      client.onGap((gap) => gap.domains.includes(domain) && this.refetch()),
      client.onAccess(() => this.refetch()),
    ];
    this.refetch();
  }

  readonly getSnapshot = (): LiveCollectionSnapshot<Row> => this.#store.getSnapshot();

  readonly subscribe = (listener: () => void): Unsubscribe => this.#store.subscribe(listener);

  apply(change: RowChange<Row>): void {
    this.#learn(change, undefined);
  }

  refetch(): void {
    this.#fetching?.abort();
    const fetching = new AbortController();
    this.#fetching = fetching;
    this.#since = [];
    void this.#load(fetching.signal);
  }

  close(): void {
    this.#fetching?.abort();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #receive(event: EventOf<D>): void {
    // The snapshot includes this event, and perhaps a later one that reverts it.
    if (this.#snapshotCursor !== undefined && isWithin(event.seq, this.#snapshotCursor, this.#clientCursor)) return;
    const change = this.options.changeOf(event);
    if (change) this.#learn(change, event.seq);
  }

  get #clientCursor(): string | undefined {
    return this.options.client.getSnapshot().cursor;
  }

  #learn(change: RowChange<Row>, seq: number | undefined): void {
    if (this.#fetching) this.#since.push({ seq, change });
    this.#rows = applyChange(this.#rows, change, this.options);
    if (this.#isLoaded) this.#show();
  }

  async #load(signal: AbortSignal): Promise<void> {
    for (let stale = 0; !signal.aborted;) {
      try {
        const snapshot = await this.options.fetch(signal);
        if (signal.aborted) return;
        const missed = this.#eventsAfter(snapshot.cursor);
        if (!missed && ++stale < MAX_STALE) continue;
        return this.#settle(snapshot, missed ?? []);
      } catch (error) {
        if (signal.aborted) return;
        await this.#fail(error, signal);
      }
    }
  }

  /**
   * Returns the tab's events after the snapshot, other than those that arrived while it was loading. Undefined if the
   * snapshot is older than the tab's history: it lacks events that the tab has never had.
   */
  #eventsAfter(cursor: string | undefined): readonly RealtimeEvent[] | undefined {
    const { client } = this.options;
    if (cursor === undefined) return [];
    client.beginAt(cursor);
    const place = client.getSnapshot().cursor;
    if (place !== undefined && (distance(cursor, place) ?? 0) >= 0) return [];
    return client.eventsSince(cursor);
  }

  #settle({ rows, cursor }: RowSnapshot<Row>, missed: readonly RealtimeEvent[]): void {
    const changes = missed
      .filter((event) => event.domain === this.options.domain)
      .map((event) => this.options.changeOf(event as EventOf<D>))
      .filter((change) => change !== undefined);
    const since = this.#since.filter(({ seq }) => !isWithin(seq, cursor, this.#clientCursor));
    this.#rows = mergeSnapshot(this.#rows, rows, [...changes, ...since.map(({ change }) => change)], this.options);
    this.#snapshotCursor = cursor;
    this.#fetching = undefined;
    this.#since = [];
    this.#failures = 0;
    this.#isLoaded = true;
    this.#show('ready');
  }

  async #fail(error: unknown, signal: AbortSignal): Promise<void> {
    this.#store.become({ ...this.#store.getSnapshot(), status: 'failed', error });
    const ceiling = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** this.#failures);
    this.#failures += 1;
    await pause(this.environment, between(this.environment, ceiling / 2, ceiling), signal);
  }

  #show(status = this.#store.getSnapshot().status): void {
    const before = this.#store.getSnapshot();
    const rows = [...this.#rows.byId.values()];
    const isSame = rows.length === before.rows.length && rows.every((row, index) => row === before.rows[index]);
    this.#store.become({
      status,
      rows: isSame ? before.rows : rows,
      error: status === 'failed' ? before.error : undefined,
    });
  }
}

/** Whether a snapshot taken at `snapshot` includes event `seq` of the client's log. */
function isWithin(seq: number | undefined, snapshot: string | undefined, place: string | undefined): boolean {
  if (seq === undefined || snapshot === undefined) return false;
  return (distance(cursorAt(seq, place ?? snapshot), snapshot) ?? 1) <= 0;
}
