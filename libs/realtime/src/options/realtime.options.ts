import { NO_PUBLISHERS, type PublisherResolver } from '../application/publisher.js';
import type { ViewerResolver } from '../application/viewer.js';
import type { AccessSource } from '../channels/access.js';
import type { OrgMemory } from '../channels/org-memory.js';
import type { DeliveryStore } from '../delivery/delivery-store.js';
import type { OperatorListener } from '../delivery/operator-action.js';
import { errorCode } from '../errors/error-code.js';
import type { EventLog } from '../log/event-log.js';
import type { Transactor } from '../log/sql-connection.js';
import type { SessionCursors } from '../session-cursors/session-cursors.js';
import { type Clock, systemClock } from '../time/clock.js';

/** What the application gives `RealtimeModule.forRootAsync`. */
export interface RealtimeOptions<Tx = unknown> {
  /** Where events are kept. Opened and, with the application, closed by the module. */
  readonly log: EventLog<Tx>;
  /** Begins the transactions that domain rows and events share; the same database as `log`. */
  readonly transactor: Transactor<Tx>;
  /** Where durable subscribers have got to; over the same database as `log`. */
  readonly deliveries: DeliveryStore;
  /** Tells who reads, from a request that the application's guards have let in. */
  readonly viewers: ViewerResolver;
  /**
   * Where rights and sessions are kept, so that streams and polls obey a change of them from the next event on.
   * @default rights stay what they were when a stream or poll began, and no session ends
   */
  readonly access?: AccessSource | undefined;
  /**
   * Keeps what else the application knows of an org, as long as the org is in memory.
   * @default nothing is kept
   */
  readonly memory?: OrgMemory | undefined;
  /**
   * Tells which service publishes, from a request that the application's guards have let in.
   * @default nobody may: `POST /v2/realtime/events` is answered 404
   */
  readonly publishers?: PublisherResolver;
  /**
   * Where long-poll clients without a cursor have got to.
   * @default kept in this process's memory
   */
  readonly sessionCursors?: SessionCursors | undefined;
  /**
   * How often a stream says it is alive, in milliseconds.
   * @default 15_000
   */
  readonly heartbeatMs?: number;
  /**
   * How often the log is asked for the heads of orgs with readers, which heals what no hint told, in milliseconds.
   * @default 2_000
   */
  readonly headCheckMs?: number;
  /**
   * How long an org without readers stays in memory, in milliseconds.
   * @default 120_000
   */
  readonly channelIdleMs?: number;
  /**
   * Long-polls that wait at a time, per org; one more is answered empty at once.
   * @default 5_000
   */
  readonly maxWaitersPerOrg?: number;
  /**
   * Streams that a user may have open at a time on this instance; one more is answered 429.
   * @default 20
   */
  readonly maxStreamsPerUser?: number;
  /**
   * Streams that an org may have open at a time on this instance; one more is answered 429.
   * @default 5_000
   */
  readonly maxStreamsPerOrg?: number;
  /**
   * Polls of a user that may be under way at a time on this instance; one more is answered 429.
   * @default 40
   */
  readonly maxPollsPerUser?: number;
  /**
   * How long an event can be replayed, in milliseconds. A cursor that is older gets a `gap`.
   * @default 86_400_000 (24 h)
   */
  readonly retentionMs?: number;
  /**
   * How long events are kept at most for durable subscribers that have yet to be given them, in milliseconds. What is
   * older is gone; the subscriber's next run says which events it never got.
   * @default three times `retentionMs`
   */
  readonly maxRetentionMs?: number | undefined;
  /**
   * What a client waits before it reconnects unless told otherwise, in milliseconds (SSE `retry`).
   * @default 2_000
   */
  readonly retryMs?: number;
  /**
   * Write a batch to many streams in one call below Node's streams, where the compiled part of this library is there;
   * `false`: through Node alone. What clients receive is the same.
   * @default true
   */
  readonly nativeWrites?: boolean;
  /**
   * Roles that may see, send again and drop their org's dead letters, whatever domain they are of.
   * @default no role
   */
  readonly operatorRoles?: readonly string[];
  /**
   * Told what operators do to dead letters, for an audit.
   * @default nobody
   */
  readonly onOperatorAction?: OperatorListener | undefined;
  /**
   * Domains whose old polling path `GET /<domain>/events/subscribe` answers `{"events": []}` instead of 410.
   * @default none
   */
  readonly legacyDomains?: ReadonlySet<string>;
  /**
   * Names an error as the application's answers do, for the completion log.
   * @default the `code` of Nest's HTTP exceptions, `internal` for everything else
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
  memory: undefined,
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
