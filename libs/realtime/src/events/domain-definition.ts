import {
  CONTROL_FRAMES,
  type DurableEvent,
  type EventSchemas,
  type RealtimeEvent,
  type Static,
} from '@bellhop/protocol';
import { RealtimeError } from '../errors/realtime.errors.js';

/** Any event of a domain, as its schemas describe them. */
type EventOf<S extends EventSchemas> = {
  [T in keyof S & string]: RealtimeEvent<T, Static<S[T]>>;
}[keyof S & string];

/**
 * Whom a domain's events reach, where they are personal: the users whom an event concerns, whatever properties they may see,
 * and some roles.
 */
export interface AudiencePolicy<E extends RealtimeEvent = RealtimeEvent> {
  /**
   * Returns the ids of the users whom the event concerns. Must depend on the event alone, and not change it: each process calls
   * it as it takes the event from the log. If it throws, the event is reported and reaches only the roles in `all`.
   */
  readonly of: (event: E) => Iterable<string>;
  /** Roles that see every event of the properties they may see. */
  readonly all: readonly string[];
}

/** How long a domain's events stay in memory, and who may read them. */
export interface DomainPolicy<S extends EventSchemas = EventSchemas> {
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
   * Restricts the events to the users whom each concerns, and to some of the roles that may read the domain.
   * @default every reader of the domain sees the events of the properties they may see
   */
  readonly audience?: AudiencePolicy<EventOf<S>>;
  /**
   * Whether other services may publish the domain's events with an API key. Set it to `false` where an event changes
   * what people may see or do.
   * @default true
   */
  readonly publishable?: boolean;
  /**
   * Returns the key of the value that an event carries. A subscriber that is behind gets only the newest event per key,
   * property and audience; one that keeps up gets all. For domains where only the latest value counts, such as analytics.
   * @default no key: every event is delivered
   */
  readonly latestBy?: (event: DurableEvent) => string;
}

/** The caller's part of an event. The library fills in the rest of the envelope. */
export interface RaisedEvent<P> {
  /** Required. An event without an org is refused and counted. */
  readonly orgId: string;
  /** Only users who may see the property get the event; if absent, every member of the org. See also `audience`. */
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
  /** `undefined`: events are not personal. */
  readonly audience:
    | { readonly of: AudiencePolicy['of']; /** Among `roles`. */ readonly all: ReadonlySet<string> }
    | undefined;
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
 * @throws RealtimeError `invalid_domain` for a name that cannot be an SSE event name or path, no events, an invalid
 *   buffer size or TTL, or an audience with a role that may not read the domain
 */
export function defineDomain<const N extends string, const S extends EventSchemas>(
  name: N,
  events: S,
  policy: DomainPolicy<NoInfer<S>> = {},
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
    audience,
    publishable = true,
    latestBy,
  } = policy;
  for (const [option, value] of Object.entries({ bufferSize, bufferTtlMs })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RealtimeError('invalid_domain', `domain "${name}": ${option} must be a whole number of at least 1`);
    }
  }
  for (const role of audience?.all ?? []) {
    if (!(roles ?? [role]).includes(role)) {
      throw new RealtimeError('invalid_domain', `domain "${name}": the role "${role}" of its audience may not read it`);
    }
  }
  const domain: DomainDefinition<N, S> = {
    ...{ name, events, bufferSize, bufferTtlMs, roles: roles && new Set(roles), publishable, latestBy },
    // Raised events are validated against the schemas from which the policy's type derives.
    audience: audience && { of: audience.of as AudiencePolicy['of'], all: new Set(audience.all) },
    event: (eventType, event) => ({ domain, eventType, event }),
  };
  return domain;
}
