import type { EventLog } from './log/event-log.js';
import type { Transactor } from './log/sql-connection.js';
import { type Clock, systemClock } from './time/clock.js';
import type { ViewerResolver } from './viewer.js';

/** What the application gives `RealtimeModule.forRootAsync`. */
export interface RealtimeOptions<Tx = unknown> {
  /** Where events are kept. Opened and, with the application, closed by the module. */
  readonly log: EventLog<Tx>;
  /** Begins the transactions that domain rows and events share; the same database as `log`. */
  readonly transactor: Transactor<Tx>;
  /** Tells who reads, from a request that the application's guards have let in. */
  readonly viewers: ViewerResolver;
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
   * How long an event can be replayed, in milliseconds. A cursor that is older gets a `gap`.
   * @default 86_400_000 (24 h)
   */
  readonly retentionMs?: number;
  /**
   * What a client waits before it reconnects unless told otherwise, in milliseconds (SSE `retry`).
   * @default 2_000
   */
  readonly retryMs?: number;
  /** @default the system's */
  readonly clock?: Clock;
}

export type ResolvedRealtimeOptions<Tx = unknown> = Required<RealtimeOptions<Tx>>;

export const REALTIME_DEFAULTS = {
  heartbeatMs: 15_000,
  headCheckMs: 2_000,
  channelIdleMs: 120_000,
  maxWaitersPerOrg: 5_000,
  retentionMs: 86_400_000,
  retryMs: 2_000,
  clock: systemClock,
} as const;

/** Injection token of {@link ResolvedRealtimeOptions}. */
export const REALTIME_OPTIONS = Symbol('bellhop:realtime-options');
/** Injection token of the {@link EventLog}. */
export const EVENT_LOG = Symbol('bellhop:event-log');
