import type { VersionedRow } from '@bellhop/client';
import type { DomainName, DomainPayloads, EventTypeOf } from '@bellhop/protocol';
import type { Placement } from './row-pages.js';

/**
 * Effect of an event on the rows. `create`: its payload is a new row. `put`: a new state of a row. `remove`: the
 * payload identifies a deleted row.
 */
export type RowEffect = 'create' | 'put' | 'remove';

type EffectsOf<D extends DomainName> = { readonly [T in EventTypeOf<D>]?: RowEffect };

type BringsRow<Effects> = { [T in keyof Effects]: Effects[T] extends 'remove' ? never : T }[keyof Effects];

type Brought<D extends DomainName, Effects> = DomainPayloads<D>[BringsRow<Effects> & EventTypeOf<D>];

/** The row type of a mapping's events. Without a catalogue entry for the domain, its fields are unknown. */
export type RowOf<D extends DomainName, Effects> =
  unknown extends Brought<D, Effects>
    ? VersionedRow & Readonly<Record<string, unknown>>
    : Extract<Brought<D, Effects>, VersionedRow>;

type TextField<Row> = string extends keyof Row
  ? string
  : { [K in keyof Row]: Row[K] extends string ? K : never }[keyof Row] & string;

/** Filter of a list, sent to the server as query parameters. */
export type ViewParameters = object;

export interface LiveQueryDefinition<D extends DomainName, Effects, Row, View> {
  readonly domain: D;
  /** Unique within the domain; part of the query keys. */
  readonly name: string;
  /** The collection's path: `GET` and `POST` here, a single row under `/<id>`. */
  readonly path: string;
  /** The row's id field; payloads of `remove` have it too. */
  readonly id: TextField<Row>;
  /** The domain's events that concern these rows. */
  readonly events: Effects & { readonly [T in Exclude<keyof Effects, EventTypeOf<D>>]: never };
  /**
   * Whether the list of this view shows the row. Must agree with the server's filter.
   * @default every row
   */
  readonly accepts?: (row: Row, view: View) => boolean;
  /**
   * The server's query parameters for a view, which may know more than the server needs, such as what `accepts` compares with.
   * @default the view itself
   */
  readonly toQuery?: (view: View) => object;
  /** The server's order of lists. 0 only for two states of the same row with the same sort key. */
  readonly compare: (a: Row, b: Row) => number;
  /**
   * Rows per page, 1 to 200.
   * @default 50
   */
  readonly pageSize?: number;
}

/** Rows of one kind: how to read them, and the effects of events on them. Made by {@link defineLiveQuery}. */
export interface LiveQuery<Row extends VersionedRow, View extends ViewParameters = object> extends Placement<Row> {
  readonly domain: DomainName;
  readonly name: string;
  readonly path: string;
  readonly pageSize: number;
  readonly idField: string;
  readonly effects: ReadonlyMap<string, RowEffect>;
  readonly accepts: (row: Row, view: View) => boolean;
  readonly toQuery: (view: View) => object;
}

const PAGE_SIZE = 50;

/** Declares rows that keep themselves current. The row type is that of the events' payloads. */
export function defineLiveQuery<
  D extends DomainName,
  const Effects extends EffectsOf<D>,
  View extends ViewParameters = object,
>(definition: LiveQueryDefinition<D, Effects, RowOf<D, Effects>, View>): LiveQuery<RowOf<D, Effects>, View> {
  const { domain, name, path, id, events, compare, pageSize = PAGE_SIZE } = definition;
  const { accepts = () => true, toQuery = (view) => view } = definition;
  const effects = new Map<string, RowEffect>();
  for (const [type, effect] of Object.entries<RowEffect | undefined>(events)) if (effect) effects.set(type, effect);
  return {
    domain,
    name,
    path,
    pageSize,
    idField: id,
    effects,
    idOf: (row) => row[id] as string,
    accepts,
    toQuery,
    compare,
  };
}
