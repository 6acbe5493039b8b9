import type { DomainName, EventTypeOf } from '@bellhop/protocol';
import type { ViewParameters } from './live-query.js';

interface AggregateOf<D extends DomainName> {
  readonly domain: D;
  /** Unique within the domain; part of the query keys. */
  readonly name: string;
  /** Path to `GET`. */
  readonly path: string;
  /**
   * Events after which it is refetched; empty for values that hardly change.
   * @default every event of the domain
   */
  readonly events?: readonly EventTypeOf<D>[];
}

export type LiveAggregateDefinition = { [D in DomainName]: AggregateOf<D> }[DomainName];

/** A value that the server computes from rows. Made by {@link defineLiveAggregate}. */
export interface LiveAggregate<Data, View extends ViewParameters = object> {
  readonly domain: DomainName;
  readonly name: string;
  readonly path: string;
  /** Undefined: every event of the domain. */
  readonly events: ReadonlySet<string> | undefined;
  /** Carries the types; never set. */
  readonly types?: { readonly data: Data; readonly view: View };
}

/** Declares a sum, count or similar value that is refetched after events that change it. */
export function defineLiveAggregate<Data, View extends ViewParameters = object>(
  definition: LiveAggregateDefinition,
): LiveAggregate<Data, View> {
  const { domain, name, path, events } = definition;
  return { domain, name, path, events: events && new Set<string>(events) };
}
