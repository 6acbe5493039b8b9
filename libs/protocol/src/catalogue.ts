import type { DurableEvent } from './envelope.js';
import type { Schema, Static } from './schema.js';

/** A domain's events: event type → schema of its payload. */
export type EventSchemas = Readonly<Record<string, Schema<unknown>>>;

/** A domain's events: event type → payload. */
export type PayloadsOf<S extends EventSchemas> = { readonly [K in keyof S]: Static<S[K]> };

/**
 * Domain → event type → payload. An application adds its own by declaration merging; until then, domains and event
 * types are any string and payloads are unknown.
 *
 * ```ts
 * declare module '@bellhop/protocol' {
 *   interface EventCatalogue { orders: PayloadsOf<typeof ordersEvents> }
 * }
 * ```
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- Applications fill it.
export interface EventCatalogue {}

export type DomainName = [keyof EventCatalogue] extends [never] ? string : Extract<keyof EventCatalogue, string>;

/** A domain's events: event type → payload. Without a catalogue entry, any. */
export type DomainPayloads<D extends DomainName> = D extends keyof EventCatalogue
  ? EventCatalogue[D]
  : Readonly<Record<string, unknown>>;

export type EventTypeOf<D extends DomainName> = keyof DomainPayloads<D> & string;

/** The events of a domain, or of some of its types, as a union that narrows by `eventType`. */
export type EventOf<D extends DomainName, T extends EventTypeOf<D> = EventTypeOf<D>> = {
  [K in T]: DurableEvent<K, DomainPayloads<D>[K]> & { readonly domain: D };
}[T];

export type AnyEvent = { [D in DomainName]: EventOf<D> }[DomainName];
