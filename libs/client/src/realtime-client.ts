import type { Access, DomainName, EventOf, Gap, RealtimeEvent } from '@bellhop/protocol';
import type { Environment, Unsubscribe } from './environment/environment.js';
import type { Session } from './session/session.js';
import type { TransportPreference } from './transports/transport-choice.js';
import type { TransportKind } from './transports/transport.js';

/** Set to `off` in localStorage, a browser takes no part in realtime: see {@link RealtimeSnapshot.problem}. */
export const OPT_OUT_KEY = 'bellhop-realtime';

export interface RealtimeClientOptions {
  /** Who is signed in; the client connects while somebody is. */
  readonly session: Session;
  /**
   * Domains to receive. Tabs that name the same share one connection.
   * @default all that the user may see
   */
  readonly domains?: readonly DomainName[];
  /**
   * One of the user's properties; events of the whole org come as well.
   * @default all of them
   */
  readonly propertyId?: string;
  /** @default 'auto': a stream, and long-poll where streams do not come through */
  readonly transport?: TransportPreference;
  /**
   * Share of what happens to connections that the server is told, from 0 to 1.
   * @default 0.02
   */
  readonly telemetrySample?: number;
  /** @default browserEnvironment() */
  readonly environment?: Environment;
}

/**
 * `connecting`: it is a matter of moments. `connected`: what happens arrives. `offline`: no connection for 5 s or more; it is
 * still tried. `signed-out`: nobody is signed in. `stopped`: not started, opted out, or refused for good.
 */
export type RealtimeStatus = 'connecting' | 'connected' | 'offline' | 'signed-out' | 'stopped';

export interface RealtimeSnapshot {
  readonly status: RealtimeStatus;
  /** Whether this tab holds the connection of this browser. */
  readonly isLeader: boolean;
  /** How often the lead has changed hands; undefined where tabs connect each by itself. */
  readonly term: number | undefined;
  /** Of the connection that is open, whichever tab holds it. */
  readonly transport: TransportKind | undefined;
  /** When the last event arrived in this tab, in Unix milliseconds. */
  readonly lastEventTime: number | undefined;
  /** Everything up to here has been handed over. */
  readonly cursor: string | undefined;
  /** How many events of the org this tab was known to be behind when it was last told; 0 when it is not. */
  readonly lag: number;
  /** Attempts since the last connection, and when the next one is, in Unix milliseconds. */
  readonly retry: { readonly attempt: number; readonly at: number } | undefined;
  /** Of `stopped`: `opted-out`, or the HTTP status that ended it. */
  readonly problem: string | undefined;
}

/** Events of an org, each once and in order, in every tab of a browser over one connection. */
export interface RealtimeClient {
  getSnapshot(): RealtimeSnapshot;
  subscribe(listener: () => void): Unsubscribe;
  /** Every event of a domain, narrowed by `eventType`. */
  on<D extends DomainName>(domain: D, listener: (event: EventOf<D>) => void): Unsubscribe;
  /** Every event, of domains and types that this client does not know too. */
  onEvent(listener: (event: RealtimeEvent) => void): Unsubscribe;
  /** Events were missed for good: what was read of `gap.domains` has to be read again. */
  onGap(listener: (gap: Gap) => void): Unsubscribe;
  /** The user's rights changed: what they may see has to be read again. */
  onAccess(listener: (access: Access) => void): Unsubscribe;
  /**
   * Where to begin for a tab that has no place in the log yet: the `X-Realtime-Cursor` of its first snapshot, so that
   * nothing is missed between the two. Without effect on one that has.
   */
  beginAt(cursor: string): void;
  /** The events this tab has had since `cursor`; undefined where it does not remember that far back. */
  eventsSince(cursor: string): readonly RealtimeEvent[] | undefined;
  start(): void;
  /** Lets go of the connection at once. A later `start` goes on where this tab stopped. */
  stop(): void;
}
