/** Common part of all events, durable or ephemeral. */
export interface EventEnvelope<T extends string = string, P = unknown> {
  /** UUID v7. The same event always has the same id, so clients can drop duplicates. */
  readonly eventId: string;
  /** Entity, then a past participle: `OrderCreated`. */
  readonly eventType: T;
  /** The domain that raised it, which is also the SSE event name. */
  readonly domain: string;
  /** When it was raised, in Unix milliseconds. */
  readonly timestamp: number;
  readonly orgId: string;
  /** Absent on org-wide events, which reach every member whatever their property filter. */
  readonly propertyId?: string;
  readonly payload: P;
}

/** A logged event: it has a `seq` and can be replayed. */
export interface DurableEvent<T extends string = string, P = unknown> extends EventEnvelope<T, P> {
  /** Counts the org's durable events from 1, without holes, across all its domains, in commit order. */
  readonly seq: number;
}

/** Presence, typing or progress: never replayed, never moves a cursor. */
export interface EphemeralEvent<T extends string = string, P = unknown> extends EventEnvelope<T, P> {
  readonly seq?: undefined;
}

/** Any event that a client receives. */
export type RealtimeEvent<T extends string = string, P = unknown> = DurableEvent<T, P> | EphemeralEvent<T, P>;
