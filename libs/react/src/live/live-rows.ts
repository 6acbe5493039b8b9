import type { RealtimeClient, VersionedRow } from '@bellhop/client';
import type { Page, RealtimeEvent } from '@bellhop/protocol';
import { notifyManager, type Query, type QueryClient } from '@tanstack/react-query';
import type { LiveEnvironment } from '../environment/live-environment.js';
import { RefusedError } from '../rest/errors.js';
import type { Request } from '../rest/request.js';
import { Arrivals } from './arrivals.js';
import { cachedRows } from './cached-rows.js';
import { KnownRows, type KnownRow, type Reading } from './known-rows.js';
import { liveKeys } from './live-keys.js';
import type { LiveQuery, ViewParameters } from './live-query.js';
import { PendingWrites, type PendingWrite } from './pending-writes.js';
import { patchPages, withoutDoubles, type RowPage, type RowPages } from './row-pages.js';

/** Cached data of a single row's query. */
export interface RowReading<Row> extends Reading {
  /** Null: the row does not exist, or no longer. */
  readonly row: Row | null;
}

/** Dependencies of live rows. */
export interface LiveSource {
  readonly client: RealtimeClient;
  readonly queryClient: QueryClient;
  readonly environment: LiveEnvironment;
  readonly request: Request;
  /** Returns an increasing number. */
  readonly moment: () => number;
  /** Called when something was learned, to update the caches soon. */
  readonly changed: () => void;
}

/** How often a response older than the tab's history is requested, before it is used anyway. */
const MAX_READS = 3;

/** The cached queries of one definition, with everything known about its rows. */
export class LiveRows<Row extends VersionedRow, View extends ViewParameters = object> {
  readonly pending: PendingWrites<Row>;
  readonly arrivals: Arrivals;
  readonly #known: KnownRows<Row>;
  /** Learned since the caches were last updated. */
  readonly #news = new Map<string, KnownRow<Row>>();
  #isPatching = false;

  constructor(
    readonly query: LiveQuery<Row, View>,
    private readonly source: LiveSource,
  ) {
    this.#known = new KnownRows(() => source.client.getSnapshot().cursor, source.moment);
    this.pending = new PendingWrites(query.idField, (row) => query.idOf(row));
    this.arrivals = new Arrivals(() => source.environment.now());
  }

  /** Learns from an event. */
  receive({ eventType, payload, seq }: RealtimeEvent): void {
    const effect = this.query.effects.get(eventType);
    if (!effect) return;
    if (effect === 'remove') {
      const { version, ...fields } = payload as VersionedRow & Readonly<Record<string, unknown>>;
      return this.#learn(String(fields[this.query.idField]), version, undefined, seq);
    }
    const row = payload as Row;
    const id = this.query.idOf(row);
    if (effect === 'create') this.arrivals.mark(id);
    this.#learn(id, row.version, row, seq);
  }

  /** Returns the moment of a request, to be passed to `put` or `remove` with its response. */
  asking(): number {
    return this.source.moment();
  }

  /** Learns a row from the response to a request made at `asked`. */
  put(asked: number, row: Row): void {
    this.#take(asked, this.query.idOf(row), row.version, row);
  }

  /**
   * @param version the deletion's version; omit it if the server only reported that the row is gone: nothing follows
   */
  remove(asked: number, id: string, version = Number.MAX_SAFE_INTEGER): void {
    this.#take(asked, id, version, undefined);
  }

  /** Something was missed: only data read from `cursor` on is reliable. */
  forget(cursor?: string): void {
    this.#news.clear();
    this.#known.forget(cursor);
  }

  get hasNews(): boolean {
    return this.#news.size > 0;
  }

  /**
   * Updates the caches with what was learned first.
   * @param limit number of rows, at most
   * @returns the number of rows
   */
  show(limit = Infinity): number {
    const news = [...this.#news.values()].slice(0, limit);
    if (news.length === 0) return 0;
    for (const { id } of news) this.#news.delete(id);
    const cache = this.source.queryClient.getQueryCache();
    notifyManager.batch(() => {
      for (const query of cache.findAll({ queryKey: liveKeys.of(this.query) })) this.#patch(query, news);
    });
    for (const { id, version } of news) this.pending.overtake(id, version);
    return news.length;
  }

  /** Merges data that has arrived in the cache, from any source, with later events. */
  settle(query: Query): void {
    if (this.#isPatching) return;
    this.#patch(query, [...this.#known.values()]);
    const { data, isInvalidated } = query.state;
    if (query.queryKey[2] !== 'list' || data === undefined || isInvalidated) return;
    // A further page replaced a read that was to recover from a loss.
    if ((data as RowPages<Row>).pages.some((page) => this.#known.isOutdated(page)))
      void this.source.queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
  }

  async readPage(view: View, after: string | null, signal: AbortSignal): Promise<RowPage<Row>> {
    const { path, pageSize } = this.query;
    const { body, ...reading } = await this.#read<Page<Row>>(
      path,
      { ...this.query.toQuery(view), limit: pageSize, after },
      signal,
    );
    return { items: body.items, next: body.next, end: body.items.at(-1), ...reading };
  }

  async readRow(id: string, signal: AbortSignal): Promise<RowReading<Row>> {
    const asked = this.source.moment();
    try {
      const { body, ...reading } = await this.#read<Row>(`${this.query.path}/${id}`, {}, signal);
      return { row: body, ...reading };
    } catch (error) {
      if (error instanceof RefusedError && error.problem.code === 'not_found') return { row: null, moment: asked };
      throw error;
    }
  }

  /** Every row of the cached lists, once each. */
  cached(): readonly Row[] {
    return cachedRows(this.source.queryClient, this.query);
  }

  /**
   * Sends a command, and shows its expected result until the response; reverts it if the command fails.
   * @param send resolves to the row as the server has it afterwards; to nothing if it is deleted
   */
  async write(write: PendingWrite<Row> | undefined, send: () => Promise<Row | undefined>): Promise<Row | undefined> {
    const id = write && write.kind !== 'create' ? this.query.idOf(write.row) : undefined;
    const pending = write && this.pending.begin(write, write.kind === 'create' ? this.cached() : []);
    let answer: Row | undefined;
    let asked = this.asking();
    const sendNow = (): Promise<Row | undefined> => {
      asked = this.asking();
      return send();
    };
    try {
      answer = await (id === undefined ? sendNow() : this.pending.inTurn(id, sendNow));
    } catch (error) {
      // The failure may have revealed the row's current state: shown together with the revert.
      this.show();
      pending?.end();
      throw error;
    }
    if (answer) this.put(asked, answer);
    else if (write?.kind === 'remove') this.remove(asked, this.query.idOf(write.row), write.row.version + 1);
    if (answer && write?.kind === 'create') this.arrivals.mark(this.query.idOf(answer));
    this.show();
    pending?.end(answer && this.query.idOf(answer));
    return answer;
  }

  #take(asked: number, id: string, version: number, row: Row | undefined): void {
    if (this.#known.reachesBack(asked)) return this.#learn(id, version, row, undefined);
    // Changes after the response may be among the missed events.
    void this.source.queryClient.invalidateQueries({ queryKey: liveKeys.of(this.query) });
  }

  #learn(id: string, version: number, row: Row | undefined, seq: number | undefined): void {
    const news = this.#known.learn(id, version, row, seq);
    if (!news) return;
    this.#news.set(id, news);
    this.source.changed();
  }

  #patch(query: Query, rows: readonly KnownRow<Row>[]): void {
    const { data } = query.state;
    if (data === undefined) return;
    const [, , kind, parameter] = query.queryKey;
    const patched =
      kind === 'list'
        ? this.#patchList(data as RowPages<Row>, parameter as View, rows)
        : kind === 'row'
          ? this.#patchRow(data as RowReading<Row>, parameter as string, rows)
          : data;
    // Unlike `setQueryData`, this keeps the time of the read and whether the data is invalidated.
    this.#isPatching = true;
    if (patched !== data) query.setState({ data: patched });
    this.#isPatching = false;
  }

  #patchList(list: RowPages<Row>, view: View, rows: readonly KnownRow<Row>[]): RowPages<Row> {
    const placed = rows.map((known) => ({
      id: known.id,
      version: known.version,
      row: known.row && this.query.accepts(known.row, view) ? known.row : undefined,
      isIn: (page: Reading) => this.#known.isIn(known, page),
    }));
    return patchPages(
      withoutDoubles(list, (row) => this.query.idOf(row)),
      placed,
      this.query,
    );
  }

  #patchRow(data: RowReading<Row>, id: string, rows: readonly KnownRow<Row>[]): RowReading<Row> {
    const known = rows.find((row) => row.id === id);
    if (!known) return data;
    const isNewer = data.row ? known.version > data.row.version : known.row && !this.#known.isIn(known, data);
    return isNewer ? { ...data, row: known.row ?? null } : data;
  }

  async #read<T>(path: string, query: object, signal: AbortSignal): Promise<{ readonly body: T } & Reading> {
    const { client, request, moment } = this.source;
    for (let reads = 1; ; reads += 1) {
      const asked = moment();
      const { body, cursor } = await request<T>('GET', path, { query, signal });
      if (cursor !== undefined) client.beginAt(cursor);
      const reading = { moment: asked, ...(cursor !== undefined && { cursor }) };
      if (reads === MAX_READS || this.#known.completes(reading)) return { body, ...reading };
    }
  }
}
