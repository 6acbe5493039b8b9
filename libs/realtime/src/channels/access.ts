import type { Access } from '@bellhop/protocol';
import type { LogRecord } from '../log/event-log.js';
import type { Viewer } from '../application/viewer.js';

/**
 * Why a subscription must end: the session was ended or its user disabled, or the session was not refreshed in time.
 */
export type AccessEnd = 'revoked' | 'expired';

/**
 * Change of rights or sessions in an org, made by an event of the log.
 * @typeParam V the application's viewers
 */
export type AccessChange<V extends Viewer = Viewer> =
  | {
      readonly kind: 'rights';
      readonly userId: string;
      /** See {@link Viewer.version}. */
      readonly version: number;
      readonly role: string;
      readonly propertyIds: ReadonlySet<string> | 'all';
      /** Changes to the application's own fields of the viewer. @default unchanged */
      readonly also?: Partial<Omit<V, keyof Viewer>>;
    }
  | { readonly kind: 'user-ended'; readonly userId: string }
  | { readonly kind: 'sessions-ended'; readonly sessionIds: readonly string[] };

/**
 * The application's store of rights and sessions.
 * @typeParam V the application's viewers, kept in memory as returned and changed by the log
 */
export interface AccessSource<V extends Viewer = Viewer> {
  /** Returns the viewer of a session; `undefined` if it is unknown or has ended. */
  load(orgId: string, sessionId: string): Promise<V | undefined>;
  /**
   * Returns viewers of the org's live sessions that are most likely to connect next, as many as the application sees
   * fit: thousands of clients that reconnect at once then cost one query per org.
   */
  loadOrg(orgId: string): Promise<Iterable<V>>;
  /** Returns the change that `record` makes; usually `undefined`. Called once per event and instance, in log order. */
  changeBy(record: LogRecord): AccessChange<V> | undefined;
}

/** Receives changes of a subscriber's rights. */
export interface AccessListener {
  /** The role or the visible properties or domains have changed. */
  accessChanged(access: Access): void;
  /** All rights have ended. Called once. */
  accessEnded(reason: AccessEnd): void;
}
