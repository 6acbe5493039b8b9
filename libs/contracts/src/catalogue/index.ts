import type { DurableEvent } from '../envelope.js';
import type { Schema, Static } from '../schema.js';
import { financeEvents } from './finance.js';
import { propertiesEvents } from './properties.js';
import { tasksEvents } from './tasks.js';
import { usersEvents } from './users.js';

/** A domain's events: event type → schema of its payload. */
export type EventSchemas = Readonly<Record<string, Schema<unknown>>>;

/** A domain's events: event type → payload. */
export type PayloadsOf<S extends EventSchemas> = { readonly [K in keyof S]: Static<S[K]> };

/** Bellhop's own domains, with the schemas that check and document their payloads. */
export const catalogue = {
  properties: propertiesEvents,
  finance: financeEvents,
  tasks: tasksEvents,
  users: usersEvents,
} as const;

/**
 * Domain → event type → payload. An application adds its own by declaration merging:
 * `declare module '@bellhop/contracts' { interface EventCatalogue { spa: PayloadsOf<typeof spaEvents> } }`.
 */
export interface EventCatalogue {
  properties: PayloadsOf<typeof propertiesEvents>;
  finance: PayloadsOf<typeof financeEvents>;
  tasks: PayloadsOf<typeof tasksEvents>;
  users: PayloadsOf<typeof usersEvents>;
}

export type DomainName = Extract<keyof EventCatalogue, string>;

/** The events of a domain as a union that narrows by `eventType`. */
export type EventOf<D extends DomainName> = {
  [T in keyof EventCatalogue[D] & string]: DurableEvent<T, EventCatalogue[D][T]> & { readonly domain: D };
}[keyof EventCatalogue[D] & string];

export type AnyEvent = { [D in DomainName]: EventOf<D> }[DomainName];
