import type { SignedIn, SignedInUser } from '@bellhop/protocol';
import type { Environment, Unsubscribe } from '../environment/environment.js';

/**
 * `unknown`: not decided yet, after a start. `refreshing`: a new access token is being fetched, or will be at
 * `nextRetryAt`; what the old one opened stays open. `expired`: the server ended the session; the user has to sign in.
 * `signed-out`: nobody is signed in.
 */
export type SessionState = 'unknown' | 'signed-in' | 'refreshing' | 'expired' | 'signed-out';

/**
 * Why nobody is signed in any more. `here`: signed out in this tab. `other-tab`: in another one of this browser. `elsewhere`:
 * the server ended the session, from another device or because the user was disabled.
 */
export type SignedOutBy = 'here' | 'other-tab' | 'elsewhere';

export interface SessionSnapshot {
  readonly state: SessionState;
  /** Who is signed in; of `expired`, who was. */
  readonly user: SignedInUser | undefined;
  /** Of `signed-out`; undefined where nobody was signed in since the page began. */
  readonly signedOutBy: SignedOutBy | undefined;
  /** When the access token ends, in Unix milliseconds. */
  readonly expiresAt: number | undefined;
  /** Refreshes that failed in a row for want of an answer. */
  readonly failures: number;
  /** When the next refresh is tried after one that failed, in Unix milliseconds. */
  readonly nextRetryAt: number | undefined;
}

export interface SessionOptions {
  /**
   * What every path begins with: `https://api.example.com`.
   * @default '' the page's own origin
   */
  readonly baseUrl?: string;
  /** @default browserEnvironment() */
  readonly environment?: Environment;
}

/** Who is signed in, in all tabs of a browser alike. The access token is kept in memory only. */
export interface Session {
  readonly baseUrl: string;
  /** The access token to send now. */
  readonly token: string | undefined;
  getSnapshot(): SessionSnapshot;
  subscribe(listener: () => void): Unsubscribe;
  /** Finds out whether somebody is signed in, and keeps the session alive from then on. */
  start(): void;
  /** Lets go of timers and channels. The session itself goes on in the other tabs. */
  stop(): void;
  /** @throws SignInError */
  signIn(email: string, password: string): Promise<SignedInUser>;
  /** Takes over a session that was begun by other means, such as an invitation link. */
  adopt(signedIn: SignedIn): void;
  /** Ends the session, here and in every other tab, before the server is told. */
  signOut(): Promise<void>;
  /**
   * Gets a new access token, once over all tabs. `false`: there is none now; `getSnapshot()` says why. After a failure it
   * asks the server again only at `nextRetryAt`.
   */
  refresh(): Promise<boolean>;
  /** The same, without waiting for `nextRetryAt`: "try again". */
  retryNow(): Promise<boolean>;
  /** The server has ended the session. */
  end(reason: 'expired' | 'revoked'): void;
  /**
   * `fetch` as the signed-in user: sends the access token where there is one, and after a 401 once more with a new one.
   * @param path begins with `/`: a token goes to no other server
   */
  authorizedFetch(path: string, init?: RequestInit): Promise<Response>;
}
