import type { SignedIn, SignedInUser } from '@bellhop/protocol';
import type { Environment, Unsubscribe } from '../environment/environment.js';

/**
 * `unknown`: not known yet, after a start. `refreshing`: a new access token is being requested, or will be at
 * `nextRetryAt`; open connections stay open. `expired`: the server ended the session; the user must sign in again.
 * `signed-out`: no user is signed in.
 */
export type SessionState = 'unknown' | 'signed-in' | 'refreshing' | 'expired' | 'signed-out';

/**
 * Where the session ended. `here`: signed out in this tab. `other-tab`: in another tab of this browser. `elsewhere`:
 * the server ended the session, from another device or because the user was disabled.
 */
export type SignedOutBy = 'here' | 'other-tab' | 'elsewhere';

export interface SessionSnapshot {
  readonly state: SessionState;
  /** The signed-in user; if `expired`, the last one. */
  readonly user: SignedInUser | undefined;
  /** Set if `signed-out`; undefined if no user was signed in since the page loaded. */
  readonly signedOutBy: SignedOutBy | undefined;
  /** Expiry of the access token, in Unix milliseconds. */
  readonly expiresAt: number | undefined;
  /** Consecutive refreshes without a conclusive response. */
  readonly failures: number;
  /** Time of the next attempt after a failed refresh, in Unix milliseconds. */
  readonly nextRetryAt: number | undefined;
}

export interface SessionOptions {
  /**
   * Prefix of every path, such as `https://api.example.com`.
   * @default '' the page's own origin
   */
  readonly baseUrl?: string;
  /** @default browserEnvironment() */
  readonly environment?: Environment;
}

/** The session shared by all tabs of a browser. The access token is kept in memory only. */
export interface Session {
  readonly baseUrl: string;
  /** The current access token. */
  readonly token: string | undefined;
  getSnapshot(): SessionSnapshot;
  subscribe(listener: () => void): Unsubscribe;
  /** Finds out whether a user is signed in, and keeps the session alive from then on. */
  start(): void;
  /** Releases timers and channels. The session itself continues in other tabs. */
  stop(): void;
  /** @throws SignInError */
  signIn(email: string, password: string): Promise<SignedInUser>;
  /** Takes over a session started by other means, such as an invitation link. */
  adopt(signedIn: SignedIn): void;
  /** Ends the session, here and in every other tab, before the server is notified. */
  signOut(): Promise<void>;
  /**
   * Requests a new access token, once for all tabs. `false`: it failed; `getSnapshot()` tells why. After a failure, the
   * next request to the server is sent at `nextRetryAt`.
   */
  refresh(): Promise<boolean>;
  /** Refreshes without waiting for `nextRetryAt`, for a "try again" button. */
  retryNow(): Promise<boolean>;
  /** Ends the session because the server has ended it. */
  end(reason: 'expired' | 'revoked'): void;
  /**
   * `fetch` as the signed-in user: sends the access token if there is one, and repeats a request once with a new one
   * after a 401.
   * @param path begins with `/`, so that the token goes to no other server
   */
  authorizedFetch(path: string, init?: RequestInit): Promise<Response>;
}
