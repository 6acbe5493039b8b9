/** What every event carries, durable or not. */
export interface EventEnvelope<T extends string = string, P = unknown> {
  /** UUID v7; the same event always has the same id, so a client can drop what it has had. */
  readonly eventId: string;
  /** Entity, then what happened: `OrderCreated`. */
  readonly eventType: T;
  /** The domain that raised it, which is also the SSE event name. */
  readonly domain: string;
  /** When it was raised, in Unix milliseconds. */
  readonly timestamp: number;
  readonly orgId: string;
  /** Absent on org-wide events, which reach every member whatever property they filter by. */
  readonly propertyId?: string;
  readonly payload: P;
}

/** An event of the log: it has a place in its org's order and can be replayed. */
export interface DurableEvent<T extends string = string, P = unknown> extends EventEnvelope<T, P> {
  /** Counts the org's durable events from 1, without holes, across all its domains, in commit order. */
  readonly seq: number;
}

/** Presence, typing, progress: never replayed, never moves a cursor. */
export interface EphemeralEvent<T extends string = string, P = unknown> extends EventEnvelope<T, P> {
  readonly seq?: undefined;
}

/** What a reader receives. */
export type RealtimeEvent<T extends string = string, P = unknown> = DurableEvent<T, P> | EphemeralEvent<T, P>;
