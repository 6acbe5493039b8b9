import type { SignedIn } from '@bellhop/protocol';
import type { Environment, TabChannel, Unsubscribe } from '../environment/environment.js';

/** What tabs tell each other about the session, on the channel `auth-control`. */
export type AuthMessage =
  /** A new access token. `mark`: the last sign-out its sender knew of when it asked for it. */
  | { readonly kind: 'token'; readonly mark: string; readonly signedIn: SignedIn }
  /** Has anybody a token? */
  | { readonly kind: 'ask' }
  | { readonly kind: 'sign-out'; readonly mark: string }
  /** The server has ended the session whose token goes to `expiresAt` (0: it had none). A later one is another session. */
  | { readonly kind: 'ended'; readonly reason: 'expired' | 'revoked'; readonly expiresAt: number }
  /** The token that goes to `expiresAt` could not be refreshed. */
  | { readonly kind: 'retry'; readonly retry: RefreshRetry; readonly expiresAt: number };

/** A refresh that failed for want of an answer, and when it is tried again. */
export interface RefreshRetry {
  readonly failures: number;
  /** Unix milliseconds. */
  readonly at: number;
}

export interface AuthControlHandlers {
  readonly onMessage: (message: AuthMessage) => void;
  /** Another tab wrote something. */
  readonly onStorage: () => void;
}

const CHANNEL = 'auth-control';
const EXPIRY = 'auth-expiry';
const SIGN_OUT = 'auth-sign-out';
const RETRY = 'auth-retry';

/**
 * What all tabs know of the session: through a channel at once, and through localStorage, which is there also for a tab
 * that comes later or cannot use channels. The token itself is never stored.
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

  /** Whether tabs can hand each other tokens. */
  get canAsk(): boolean {
    return this.#channel !== undefined;
  }

  open(): void {
    this.#channel ??= this.environment.openChannel?.(CHANNEL, (message) => {
      this.handlers.onMessage(message as AuthMessage);
    });
  }

  /** A page that is kept for later must not hold a channel. */
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

  /** Names the last sign-out. A token that was asked for under another mark is not to be used. */
  get mark(): string {
    return this.#mark;
  }

  /** The last sign-out of any tab, as far as localStorage tells. */
  get storedMark(): string {
    return this.environment.storage?.get(SIGN_OUT) ?? this.#mark;
  }

  /** This tab takes note of a sign-out. */
  follow(mark: string): void {
    this.#mark = mark;
  }

  /** A sign-out by this tab. */
  signOut(): void {
    const { environment } = this;
    this.#mark = `${environment.now().toString(36)}${environment.random().toString(36).slice(1)}`;
    environment.storage?.set(SIGN_OUT, this.#mark);
    this.post({ kind: 'sign-out', mark: this.#mark });
  }

  /** When the newest token of any tab ends, in Unix milliseconds. Undefined: nobody is signed in, as far as is known. */
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
