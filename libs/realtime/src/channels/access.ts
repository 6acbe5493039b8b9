import type { Access } from '@bellhop/contracts';
import type { LogRecord } from '../log/event-log.js';
import type { Viewer } from '../viewer.js';

/** Why a reader may not go on: its session was ended or its user disabled; its session was not refreshed in time. */
export type AccessEnd = 'revoked' | 'expired';

/** What an event of the log changes for the org's readers. */
export type AccessChange =
  | {
      readonly kind: 'rights';
      readonly userId: string;
      /** See {@link Viewer.version}. */
      readonly version: number;
      readonly role: string;
      readonly propertyIds: ReadonlySet<string> | 'all';
    }
  | { readonly kind: 'user-ended'; readonly userId: string }
  | { readonly kind: 'sessions-ended'; readonly sessionIds: readonly string[] };

/** Where the application keeps who may see what. */
export interface AccessSource {
  /** The viewer of a session; `undefined` when it is unknown or has ended. */
  load(orgId: string, sessionId: string): Promise<Viewer | undefined>;
  /**
   * Viewers of those living sessions of the org that are most likely to be asked for next, as many as the application
   * sees fit: thousands of readers that come back at once then cost a query per org.
   */
  loadOrg(orgId: string): Promise<Iterable<Viewer>>;
  /** What `record` changes; `undefined` for most. Called once per event and instance, at its place in the order. */
  changeBy(record: LogRecord): AccessChange | undefined;
}

/** A reader, as far as its rights go. */
export interface AccessListener {
  /** It may see something else from here on. */
  accessChanged(access: Access): void;
  /** It may see nothing any more. Called once. */
  accessEnded(reason: AccessEnd): void;
}
