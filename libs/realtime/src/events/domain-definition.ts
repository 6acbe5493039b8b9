import { CONTROL_FRAMES, type DurableEvent, type EventSchemas, type Static } from '@bellhop/protocol';
import { RealtimeError } from '../errors/realtime.errors.js';

/** How a domain's events are kept and who may read them. */
export interface DomainPolicy {
  /**
   * Events kept in memory per organisation, oldest dropped first. A reader that is further behind reads the log.
   * @default 200
   */
  readonly bufferSize?: number;
  /**
   * How long an event stays in memory, in milliseconds.
   * @default 25_000
   */
  readonly bufferTtlMs?: number;
  /**
   * Roles that may read the domain.
   * @default every role
   */
  readonly roles?: readonly string[];
  /**
   * Whether other services may publish the domain's events with an API key. Not where an event decides what people may
   * see or do.
   * @default true
   */
  readonly publishable?: boolean;
  /**
   * Names what an event tells the value of. A reader that is behind gets only the newest event per name (and property);
   * one that keeps up gets them all. For values where only the newest counts, as in analytics.
   * @default every event counts
   */
  readonly latestBy?: (event: DurableEvent) => string;
}

/** What a caller says of an event; the rest of the envelope is filled in. */
export interface RaisedEvent<P> {
  /** Required: an event without an organisation is refused and counted. */
  readonly orgId: string;
  /** Only readers who may see the property get the event. Left out: every member of the org does. */
  readonly propertyId?: string;
  readonly payload: P;
  /**
   * For events that come from elsewhere with an id of their own: a UUID in lower case.
   * @default a new UUID v7
   */
  readonly eventId?: string;
  /**
   * For events that come from elsewhere: when it happened, in Unix milliseconds. How long the log keeps it counts from
   * when it was logged.
   * @default now
   */
  readonly timestamp?: number;
}

/** An event that is to be raised: made by {@link DomainDefinition.event}. */
export interface DomainEvent {
  readonly domain: DomainDefinition;
  readonly eventType: string;
  readonly event: RaisedEvent<unknown>;
}

/** A domain as `RealtimeModule.forFeature` registers it. Made by {@link defineDomain}. */
export interface DomainDefinition<N extends string = string, S extends EventSchemas = EventSchemas> {
  /** Also the SSE event name and the first segment of `/<name>/realtime/subscribe`. */
  readonly name: N;
  /** Event type → schema of its payload. */
  readonly events: S;
  readonly bufferSize: number;
  readonly bufferTtlMs: number;
  /** `undefined`: every role. */
  readonly roles: ReadonlySet<string> | undefined;
  readonly publishable: boolean;
  /** `undefined`: every event counts. */
  readonly latestBy: ((event: DurableEvent) => string) | undefined;
  /** An event of the domain, for what raises it; it is checked there. */
  event<T extends keyof S & string>(eventType: T, event: RaisedEvent<Static<S[T]>>): DomainEvent;
}

export const DEFAULT_POLICY = { bufferSize: 200, bufferTtlMs: 25_000 } as const;

const NAME = /^[a-z][a-z0-9-]{0,30}$/;
const RESERVED: ReadonlySet<string> = new Set([...CONTROL_FRAMES, 'v2', 'message', 'error', 'open']);

/**
 * Describes a domain once, for raising, buffering, serving and documenting its events.
 * @throws RealtimeError `invalid_domain` for a name that cannot be an SSE event name or path, no events, or a bad bound.
 */
export function defineDomain<const N extends string, const S extends EventSchemas>(
  name: N,
  events: S,
  policy: DomainPolicy = {},
): DomainDefinition<N, S> {
  if (!NAME.test(name) || RESERVED.has(name)) {
    throw new RealtimeError('invalid_domain', `"${name}" cannot name a domain: lower case letters, digits and dashes`);
  }
  if (Object.keys(events).length === 0) {
    throw new RealtimeError('invalid_domain', `domain "${name}" has no events`);
  }
  const {
    bufferSize = DEFAULT_POLICY.bufferSize,
    bufferTtlMs = DEFAULT_POLICY.bufferTtlMs,
    roles,
    publishable = true,
    latestBy,
  } = policy;
  for (const [option, value] of Object.entries({ bufferSize, bufferTtlMs })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RealtimeError('invalid_domain', `domain "${name}": ${option} must be a whole number from 1`);
    }
  }
  const domain: DomainDefinition<N, S> = {
    ...{ name, events, bufferSize, bufferTtlMs, roles: roles && new Set(roles), publishable, latestBy },
    event: (eventType, event) => ({ domain, eventType, event }),
  };
  return domain;
}
