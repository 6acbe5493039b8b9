import { NO_PUBLISHERS, type PublisherResolver } from '../application/publisher.js';
import type { ViewerResolver } from '../application/viewer.js';
import type { AccessSource } from '../channels/access.js';
import type { OrgCache } from '../channels/org-cache.js';
import type { DeliveryStore } from '../delivery/delivery-store.js';
import type { OperatorListener } from '../delivery/operator-action.js';
import { errorCode } from '../errors/error-code.js';
import type { EventLog } from '../log/event-log.js';
import type { Transactor } from '../log/sql-connection.js';
import type { SessionCursors } from '../session-cursors/session-cursors.js';
import { type Clock, systemClock } from '../time/clock.js';

/** Options of `RealtimeModule.forRootAsync`. */
export interface RealtimeOptions<Tx = unknown> {
  /** Stores the events. The module opens it, and closes it with the application. */
  readonly log: EventLog<Tx>;
  /** Begins the transactions that domain rows and events share. Uses the same database as `log`. */
  readonly transactor: Transactor<Tx>;
  /** Stores the progress of durable subscribers, in the same database as `log`. */
  readonly deliveries: DeliveryStore;
  /** Resolves the viewer of a request that has passed the application's guards. */
  readonly viewers: ViewerResolver;
  /**
   * Source of rights and sessions. With it, streams and polls obey a change from the next event on.
   * @default none: rights stay as they were when the stream or poll began, and no session ends
   */
  readonly access?: AccessSource | undefined;
  /**
   * Keeps further facts about an org while the org is in memory.
   * @default nothing is kept
   */
  readonly cache?: OrgCache | undefined;
  /**
   * Resolves which service publishes, from a request that has passed the application's guards.
   * @default nobody may publish: `POST /v2/realtime/events` responds with 404
   */
  readonly publishers?: PublisherResolver;
  /**
   * Stores the cursors of long-poll clients that send none.
   * @default this process's memory
   */
  readonly sessionCursors?: SessionCursors | undefined;
  /**
   * Interval between heartbeats of a stream, in milliseconds.
   * @default 15_000
   */
  readonly heartbeatMs?: number;
  /**
   * Interval between reads of the heads of all orgs with subscribers, in milliseconds. Recovers from lost hints.
   * @default 2_000
   */
  readonly headCheckMs?: number;
  /**
   * How long an org without subscribers stays in memory, in milliseconds.
   * @default 120_000
   */
  readonly channelIdleMs?: number;
  /**
   * Long-polls per org that may wait at the same time. One more gets an empty response at once.
   * @default 5_000
   */
  readonly maxWaitersPerOrg?: number;
  /**
   * Streams per user on this instance. One more gets a 429.
   * @default 20
   */
  readonly maxStreamsPerUser?: number;
  /**
   * Streams per org on this instance. One more gets a 429.
   * @default 5_000
   */
  readonly maxStreamsPerOrg?: number;
  /**
   * Concurrent polls per user on this instance. One more gets a 429.
   * @default 40
   */
  readonly maxPollsPerUser?: number;
  /**
   * How long an event can be replayed, in milliseconds. An older cursor gets a `gap`.
   * @default 86_400_000 (24 h)
   */
  readonly retentionMs?: number;
  /**
   * How long events are kept at most for durable subscribers that have not handled them yet, in milliseconds. Older
   * events are deleted; the subscriber's next run reports which ones it missed.
   * @default three times `retentionMs`
   */
  readonly maxRetentionMs?: number | undefined;
  /**
   * How long a client waits before it reconnects, in milliseconds (SSE `retry`).
   * @default 2_000
   */
  readonly retryMs?: number;
  /**
   * Writes a batch to many sockets in one native call where the compiled part of this library exists. `false` always
   * writes through Node. Clients receive the same bytes either way.
   * @default true
   */
  readonly nativeWrites?: boolean;
  /**
   * Roles that may list, redeliver and drop their org's dead letters, in every domain.
   * @default no role
   */
  readonly operatorRoles?: readonly string[];
  /**
   * Called for each action of an operator on dead letters, for an audit log.
   * @default none
   */
  readonly onOperatorAction?: OperatorListener | undefined;
  /**
   * Domains whose old polling path `GET /<domain>/events/subscribe` responds with `{"events": []}` instead of 410.
   * @default none
   */
  readonly legacyDomains?: ReadonlySet<string>;
  /**
   * Maps an error to the code that the application's responses use, for the completion log.
   * @default the `code` of Nest's HTTP exceptions, otherwise `internal`
   */
  readonly errorCode?: (error: unknown) => string;
  /** @default the system's */
  readonly clock?: Clock;
}

export type ResolvedRealtimeOptions<Tx = unknown> = Required<RealtimeOptions<Tx>>;

export const REALTIME_DEFAULTS = {
  publishers: NO_PUBLISHERS,
  heartbeatMs: 15_000,
  headCheckMs: 2_000,
  channelIdleMs: 120_000,
  maxWaitersPerOrg: 5_000,
  maxStreamsPerUser: 20,
  maxStreamsPerOrg: 5_000,
  maxPollsPerUser: 40,
  access: undefined,
  cache: undefined,
  retentionMs: 86_400_000,
  maxRetentionMs: undefined,
  retryMs: 2_000,
  nativeWrites: true,
  legacyDomains: new Set<string>(),
  errorCode,
  operatorRoles: [],
  onOperatorAction: undefined,
  clock: systemClock,
  sessionCursors: undefined,
} as const;

/** Injection token of {@link ResolvedRealtimeOptions}. */
export const REALTIME_OPTIONS = Symbol('bellhop:realtime-options');
/** Injection token of the {@link SessionCursors}. */
export const SESSION_CURSORS = Symbol('bellhop:session-cursors');
/** Injection token of the {@link EventLog}. */
export const EVENT_LOG = Symbol('bellhop:event-log');
