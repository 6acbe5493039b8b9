import { CONTROL_FRAMES, type DurableEvent, type EventSchemas, type Static } from '@bellhop/protocol';
import { RealtimeError } from '../errors/realtime.errors.js';

/** How long a domain's events stay in memory, and which roles may read them. */
export interface DomainPolicy {
  /**
   * Events kept in memory per org; the oldest are dropped first. A subscriber further behind reads the log.
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
   * Whether other services may publish the domain's events with an API key. Set it to `false` where an event changes
   * what people may see or do.
   * @default true
   */
  readonly publishable?: boolean;
  /**
   * Returns the key of the value that an event carries. A subscriber that is behind gets only the newest event per key
   * and property; one that keeps up gets all. For domains where only the latest value counts, such as analytics.
   * @default no key: every event is delivered
   */
  readonly latestBy?: (event: DurableEvent) => string;
}

/** The caller's part of an event. The library fills in the rest of the envelope. */
export interface RaisedEvent<P> {
  /** Required. An event without an org is refused and counted. */
  readonly orgId: string;
  /** Only users who may see the property get the event. If absent, every member of the org does. */
  readonly propertyId?: string;
  readonly payload: P;
  /**
   * Id of an event from elsewhere: a UUID in lower case.
   * @default a new UUID v7
   */
  readonly eventId?: string;
  /**
   * When an event from elsewhere happened, in Unix milliseconds. Retention counts from when it was logged.
   * @default now
   */
  readonly timestamp?: number;
}

/** An event to be raised. Made by {@link DomainDefinition.event}. */
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
  /** `undefined`: every event is delivered. */
  readonly latestBy: ((event: DurableEvent) => string) | undefined;
  /** Builds an event of the domain. It is validated when it is raised. */
  event<T extends keyof S & string>(eventType: T, event: RaisedEvent<Static<S[T]>>): DomainEvent;
}

export const DEFAULT_POLICY = { bufferSize: 200, bufferTtlMs: 25_000 } as const;

const NAME = /^[a-z][a-z0-9-]{0,30}$/;
const RESERVED: ReadonlySet<string> = new Set([...CONTROL_FRAMES, 'v2', 'message', 'error', 'open']);

/**
 * Defines a domain once, for raising, buffering, serving and documenting its events.
 * @throws RealtimeError `invalid_domain` for a name that cannot be an SSE event name or path, no events, or an invalid
 *   buffer size or TTL
 */
export function defineDomain<const N extends string, const S extends EventSchemas>(
  name: N,
  events: S,
  policy: DomainPolicy = {},
): DomainDefinition<N, S> {
  if (!NAME.test(name) || RESERVED.has(name)) {
    throw new RealtimeError(
      'invalid_domain',
      `"${name}" is not a valid domain name: use lower-case letters, digits and dashes`,
    );
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
      throw new RealtimeError('invalid_domain', `domain "${name}": ${option} must be a whole number of at least 1`);
    }
  }
  const domain: DomainDefinition<N, S> = {
    ...{ name, events, bufferSize, bufferTtlMs, roles: roles && new Set(roles), publishable, latestBy },
    event: (eventType, event) => ({ domain, eventType, event }),
  };
  return domain;
}
