import type { Access } from '@bellhop/protocol';
import type { LogRecord } from '../log/event-log.js';
import type { Viewer } from '../application/viewer.js';

/** Why a reader may not go on: its session was ended or its user disabled; its session was not refreshed in time. */
export type AccessEnd = 'revoked' | 'expired';

/**
 * What an event of the log changes for the people of its org.
 * @typeParam V the application's own viewers
 */
export type AccessChange<V extends Viewer = Viewer> =
  | {
      readonly kind: 'rights';
      readonly userId: string;
      /** See {@link Viewer.version}. */
      readonly version: number;
      readonly role: string;
      readonly propertyIds: ReadonlySet<string> | 'all';
      /** What else the application's viewers have, as it is from here on. @default it stays */
      readonly also?: Partial<Omit<V, keyof Viewer>>;
    }
  | { readonly kind: 'user-ended'; readonly userId: string }
  | { readonly kind: 'sessions-ended'; readonly sessionIds: readonly string[] };

/**
 * Where the application keeps who may see what.
 * @typeParam V what it knows of them: its own viewers, kept in memory as they are given and changed by the log
 */
export interface AccessSource<V extends Viewer = Viewer> {
  /** The viewer of a session; `undefined` when it is unknown or has ended. */
  load(orgId: string, sessionId: string): Promise<V | undefined>;
  /**
   * Viewers of those living sessions of the org that are most likely to be asked for next, as many as the application
   * sees fit: thousands of readers that come back at once then cost a query per org.
   */
  loadOrg(orgId: string): Promise<Iterable<V>>;
  /** What `record` changes; `undefined` for most. Called once per event and instance, at its place in the order. */
  changeBy(record: LogRecord): AccessChange<V> | undefined;
}

/** A reader, as far as its rights go. */
export interface AccessListener {
  /** Its role or what it may see is another from here on. */
  accessChanged(access: Access): void;
  /** It may see nothing any more. Called once. */
  accessEnded(reason: AccessEnd): void;
}
