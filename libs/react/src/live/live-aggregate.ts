import type { DomainName, EventTypeOf } from '@bellhop/protocol';
import type { ViewParameters } from './live-query.js';

interface AggregateOf<D extends DomainName, View> {
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
  /**
   * The server's query parameters for a view.
   * @default the view itself
   */
  readonly toQuery?: (view: View) => object;
}

export type LiveAggregateDefinition<View> = { [D in DomainName]: AggregateOf<D, View> }[DomainName];

/** A value that the server computes from rows. Made by {@link defineLiveAggregate}. */
export interface LiveAggregate<Data, View extends ViewParameters = object> {
  readonly domain: DomainName;
  readonly name: string;
  readonly path: string;
  /** Undefined: every event of the domain. */
  readonly events: ReadonlySet<string> | undefined;
  readonly toQuery: (view: View) => object;
  /** Carries the types; never set. */
  readonly types?: { readonly data: Data; readonly view: View };
}

/** What has to be known of an aggregate to refetch it. */
export type FollowedAggregate = Pick<LiveAggregate<unknown>, 'domain' | 'name' | 'events'>;

/** Declares a sum, count or similar value that is refetched after events that change it. */
export function defineLiveAggregate<Data, View extends ViewParameters = object>(
  definition: LiveAggregateDefinition<View>,
): LiveAggregate<Data, View> {
  const { domain, name, path, events, toQuery = (view) => view } = definition;
  return { domain, name, path, events: events && new Set<string>(events), toQuery };
}
