import type { SignedIn } from '@bellhop/protocol';
import type { Environment, TabChannel, Unsubscribe } from '../environment/environment.js';

/** Messages between tabs about the session, on the channel `auth-control`. */
export type AuthMessage =
  /** A new access token. `mark`: the last sign-out known to the sender when it requested the token. */
  | { readonly kind: 'token'; readonly mark: string; readonly signedIn: SignedIn }
  /** Asks for a token. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'sign-out'; readonly mark: string }
  /**
   * The server ended the session whose token expires at `expiresAt` (0: without a token). A later expiry is another
   * session.
   */
  | { readonly kind: 'ended'; readonly reason: 'expired' | 'revoked'; readonly expiresAt: number }
  /** The token that expires at `expiresAt` could not be refreshed. */
  | { readonly kind: 'retry'; readonly retry: RefreshRetry; readonly expiresAt: number };

/** A refresh without a conclusive response, and the time of the next attempt. */
export interface RefreshRetry {
  readonly failures: number;
  /** Unix milliseconds. */
  readonly at: number;
}

export interface AuthControlHandlers {
  readonly onMessage: (message: AuthMessage) => void;
  /** Another tab changed the storage. */
  readonly onStorage: () => void;
}

const CHANNEL = 'auth-control';
const EXPIRY = 'auth-expiry';
const SIGN_OUT = 'auth-sign-out';
const RETRY = 'auth-retry';

/**
 * Shares the session's state between all tabs: at once by a channel, and by localStorage for tabs that open later or
 * cannot use channels. Never stores the token itself.
 */
export class AuthControl {
  readonly #unsubscribe: Unsubscribe;
  #channel: TabChannel | undefined;
  #mark = '';

  constructor(
    private readonly environment: Environment,
    private readonly handlers: AuthControlHandlers,
  ) {
    this.#mark = this.storedMark;
    this.#unsubscribe =
      environment.storage?.onChange((key) => {
        if (key === null || key === EXPIRY || key === SIGN_OUT) handlers.onStorage();
      }) ?? (() => undefined);
    this.open();
  }

  /** Whether tabs can pass each other tokens. */
  get canAsk(): boolean {
    return this.#channel !== undefined;
  }

  open(): void {
    this.#channel ??= this.environment.openChannel?.(CHANNEL, (message) => {
      this.handlers.onMessage(message as AuthMessage);
    });
  }

  /** A page in the back/forward cache must not hold a channel. */
  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }

  dispose(): void {
    this.close();
    this.#unsubscribe();
  }

  post(message: AuthMessage): void {
    this.#channel?.post(message);
  }

  /** Identifies the last sign-out. A token requested under another mark must not be used. */
  get mark(): string {
    return this.#mark;
  }

  /** The last sign-out of any tab, according to localStorage. */
  get storedMark(): string {
    return this.environment.storage?.get(SIGN_OUT) ?? this.#mark;
  }

  /** Accepts another tab's sign-out. */
  follow(mark: string): void {
    this.#mark = mark;
  }

  /** Signs out in all tabs. */
  signOut(): void {
    const { environment } = this;
    this.#mark = `${environment.now().toString(36)}${environment.random().toString(36).slice(1)}`;
    environment.storage?.set(SIGN_OUT, this.#mark);
    this.post({ kind: 'sign-out', mark: this.#mark });
  }

  /** Expiry of the newest token of any tab, in Unix milliseconds. Undefined: no user is signed in, as far as known. */
  get expiry(): number | undefined {
    const stored = this.environment.storage?.get(EXPIRY);
    return stored != null && Number.isFinite(Number(stored)) ? Number(stored) : undefined;
  }

  set expiry(expiresAt: number | undefined) {
    if (expiresAt === undefined) this.environment.storage?.remove(EXPIRY);
    else this.environment.storage?.set(EXPIRY, String(expiresAt));
  }

  get retry(): RefreshRetry | undefined {
    const [failures, at] = (this.environment.storage?.get(RETRY) ?? '').split(':').map(Number);
    return failures !== undefined && at !== undefined && at > 0 ? { failures, at } : undefined;
  }

  set retry(retry: RefreshRetry | undefined) {
    if (retry) this.environment.storage?.set(RETRY, `${retry.failures}:${retry.at}`);
    else this.environment.storage?.remove(RETRY);
  }
}
