import type { Access, DomainName, EventOf, Gap, RealtimeEvent } from '@bellhop/protocol';
import type { Environment, Unsubscribe } from './environment/environment.js';
import type { Session } from './session/session.js';
import type { TransportPreference } from './transports/transport-choice.js';
import type { TransportKind } from './transports/transport.js';

/** Set to `off` in localStorage to disable realtime in a browser: see {@link RealtimeSnapshot.problem}. */
export const OPT_OUT_KEY = 'bellhop-realtime';

export interface RealtimeClientOptions {
  /** The session; the client connects while a user is signed in. */
  readonly session: Session;
  /**
   * Domains to receive. Tabs with the same domains share one connection.
   * @default all that the user may see
   */
  readonly domains?: readonly DomainName[];
  /**
   * Limits events to one of the user's properties, plus those of the whole org.
   * @default all of them
   */
  readonly propertyId?: string;
  /** @default 'auto': a stream, and long-poll if streams do not get through */
  readonly transport?: TransportPreference;
  /**
   * Share of connection telemetry that is sent to the server, from 0 to 1.
   * @default 0.02
   */
  readonly telemetrySample?: number;
  /** @default browserEnvironment() */
  readonly environment?: Environment;
}

/**
 * `connecting`: about to connect. `connected`: events arrive. `offline`: no connection for 5 s or more; retries
 * continue. `signed-out`: no user is signed in. `stopped`: not started, opted out, or rejected for good.
 */
export type RealtimeStatus = 'connecting' | 'connected' | 'offline' | 'signed-out' | 'stopped';

export interface RealtimeSnapshot {
  readonly status: RealtimeStatus;
  /** Whether this tab holds the browser's connection. */
  readonly isLeader: boolean;
  /** Number of changes of leader; undefined if each tab connects on its own. */
  readonly term: number | undefined;
  /** Transport of the open connection, whichever tab holds it. */
  readonly transport: TransportKind | undefined;
  /** When the last event arrived in this tab, in Unix milliseconds. */
  readonly lastEventTime: number | undefined;
  /** Everything up to here has been delivered. */
  readonly cursor: string | undefined;
  /** How many events of the org this tab was behind at the last report; 0 if none. */
  readonly lag: number;
  /** Attempts since the last connection, and the time of the next one, in Unix milliseconds. */
  readonly retry: { readonly attempt: number; readonly at: number } | undefined;
  /** Why it is `stopped`: `opted-out`, or the final HTTP status. */
  readonly problem: string | undefined;
}

/** Events of an org, each once and in order, in every tab of a browser over one connection. */
export interface RealtimeClient {
  getSnapshot(): RealtimeSnapshot;
  subscribe(listener: () => void): Unsubscribe;
  /** Calls `listener` with each event of a domain, narrowed by `eventType`. */
  on<D extends DomainName>(domain: D, listener: (event: EventOf<D>) => void): Unsubscribe;
  /** Calls `listener` with every event, including domains and types that this client does not know. */
  onEvent(listener: (event: RealtimeEvent) => void): Unsubscribe;
  /** Called when events were missed for good: reload everything read from `gap.domains`. */
  onGap(listener: (gap: Gap) => void): Unsubscribe;
  /** Called when the user's rights changed: reload what they may see. */
  onAccess(listener: (access: Access) => void): Unsubscribe;
  /**
   * Starts a tab without a position at this cursor: the `X-Realtime-Cursor` of its first snapshot, so that nothing is
   * missed in between. No effect on a tab that has a position.
   */
  beginAt(cursor: string): void;
  /** Returns the tab's events since `cursor`; undefined if its history does not reach back that far. */
  eventsSince(cursor: string): readonly RealtimeEvent[] | undefined;
  start(): void;
  /** Closes the connection at once. A later `start` resumes at this tab's position. */
  stop(): void;
}
