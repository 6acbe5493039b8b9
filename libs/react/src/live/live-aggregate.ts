import type { DomainName, EventTypeOf } from '@bellhop/protocol';
import type { ViewParameters } from './live-query.js';

interface AggregateOf<D extends DomainName> {
  readonly domain: D;
  /** Unique within the domain; part of the query keys. */
  readonly name: string;
  /** What to `GET`. */
  readonly path: string;
  /**
   * The events after which it is asked for again; none for what hardly changes.
   * @default every event of the domain
   */
  readonly events?: readonly EventTypeOf<D>[];
}

export type LiveAggregateDefinition = { [D in DomainName]: AggregateOf<D> }[DomainName];

/** What the server computes from rows. Made by {@link defineLiveAggregate}. */
export interface LiveAggregate<Data, View extends ViewParameters = object> {
  readonly domain: DomainName;
  readonly name: string;
  readonly path: string;
  /** Undefined: every event of the domain. */
  readonly events: ReadonlySet<string> | undefined;
  /** Carries the types; there is nothing in it. */
  readonly types?: { readonly data: Data; readonly view: View };
}

/** Declares a sum, a count or the like that is asked for again when events say that it changed. */
export function defineLiveAggregate<Data, View extends ViewParameters = object>(
  definition: LiveAggregateDefinition,
): LiveAggregate<Data, View> {
  const { domain, name, path, events } = definition;
  return { domain, name, path, events: events && new Set<string>(events) };
}
