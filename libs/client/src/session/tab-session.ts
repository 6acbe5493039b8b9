import type { SignedIn, SignedInUser } from '@bellhop/protocol';
import { browserEnvironment } from '../environment/browser.js';
import type { Environment, Timer, Unsubscribe } from '../environment/environment.js';
import { between, pause } from '../environment/waiting.js';
import { Store } from '../store.js';
import { AuthApi } from './auth-api.js';
import { AuthControl, type AuthMessage, type RefreshRetry } from './auth-control.js';
import { authorizedFetch } from './authorized-fetch.js';
import type { Session, SessionOptions, SessionSnapshot, SignedOutBy } from './session.js';
import { type Renewable, retryMs, TokenRenewal } from './token-renewal.js';

/** How long other tabs may take to pass on their token if none of them leads, in milliseconds. */
const ASK_MS = 100;
/** How long before its expiry a token is refreshed, in milliseconds; tabs spread over a quarter of that. */
const AHEAD_MS = 60_000;
/** Minimum time to a refresh, in milliseconds: with a wrong clock, new tokens may look expired. */
const SOONEST_REFRESH_MS = 30_000;

const UNKNOWN: SessionSnapshot = {
  state: 'unknown',
  user: undefined,
  signedOutBy: undefined,
  expiresAt: undefined,
  failures: 0,
  nextRetryAt: undefined,
};

export function createSession(options: SessionOptions = {}): Session {
  return new TabSession(options.baseUrl ?? '', options.environment ?? browserEnvironment());
}

/**
 * `unknown` ─start→ `signed-in` or `signed-out`; `signed-in` ─before the token expires, or on a 401→ `refreshing` ─new
 * token→ `signed-in`, ─rejected→ `expired`, ─no response→ `refreshing` again after 2, 4, 8 … 60 s; any ─signOut→
 * `signed-out`.
 */
class TabSession implements Session, Renewable {
  #token: string | undefined;
  #store: Store<SessionSnapshot>;
  control: AuthControl | undefined;
  #timer: Timer | undefined;
  #refreshing: Promise<boolean> | undefined;
  #refreshedAt = -Infinity;
  #mark: string | undefined;
  generation = 0;
  #unsubscribe: Unsubscribe[] = [];
  readonly #api: AuthApi;
  readonly #renewal: TokenRenewal;

  constructor(
    readonly baseUrl: string,
    private readonly environment: Environment,
  ) {
    this.#api = new AuthApi(environment, baseUrl);
    this.#renewal = new TokenRenewal(environment, this.#api, this);
    this.#store = new Store(UNKNOWN, (error) => environment.report(error));
    this.getSnapshot = this.#store.getSnapshot;
    this.subscribe = this.#store.subscribe;
  }

  readonly getSnapshot: () => SessionSnapshot;
  readonly subscribe: (listener: () => void) => Unsubscribe;

  get token(): string | undefined {
    return this.#token;
  }

  start(): void {
    if (this.control) return;
    const { page } = this.environment;
    this.control = new AuthControl(this.environment, {
      onMessage: (message) => this.#receive(message),
      onStorage: () => this.readStorage(),
    });
    // A user signed out while this tab did not listen.
    if (this.#mark !== undefined && this.#mark !== this.control.mark) this.#leave('other-tab');
    this.#unsubscribe = [
      page.on('online', () => this.#online()),
      page.on('visibility', () => this.#plan()),
      page.on('resume', () => this.#plan()),
      page.on('pagehide', () => this.control?.close()),
      page.on('pageshow', () => this.#comeBack()),
    ];
    void this.#begin();
  }

  stop(): void {
    this.#timer?.cancel();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#mark = this.control?.mark;
    this.control?.dispose();
    this.control = undefined;
  }

  async signIn(email: string, password: string): Promise<SignedInUser> {
    const signedIn = await this.#api.login(email, password);
    this.adopt(signedIn);
    return signedIn.user;
  }

  adopt(signedIn: SignedIn): void {
    this.generation += 1;
    this.take(signedIn);
    this.control?.post({ kind: 'token', mark: this.control.mark, signedIn });
  }

  async signOut(): Promise<void> {
    const token = this.#token;
    this.#leave('here');
    this.control?.signOut();
    if (this.control) this.control.expiry = undefined;
    const generation = this.generation;
    // The refresh cookie outlives this page, so the server must be notified, even if only later.
    for (let failures = 1; token !== undefined && !(await this.#api.logout(token)); failures += 1) {
      await pause(this.environment, retryMs(failures), new AbortController().signal);
      if (this.generation !== generation) return;
    }
  }

  end(reason: 'expired' | 'revoked'): void {
    const { expiresAt = 0, state } = this.getSnapshot();
    if (state === 'signed-out' || state === 'expired') return;
    this.#ended(reason);
    if (this.control) this.control.expiry = undefined;
    this.control?.post({ kind: 'ended', reason, expiresAt });
  }

  refresh(): Promise<boolean> {
    const { nextRetryAt = 0 } = this.getSnapshot();
    if (nextRetryAt > this.environment.now()) return Promise.resolve(false);
    if (!this.#refreshing && this.getSnapshot().state === 'signed-in') this.#become({ state: 'refreshing' });
    this.#refreshing ??= this.#renewal.renew().finally(() => {
      this.#refreshing = undefined;
      this.#plan();
    });
    return this.#refreshing;
  }

  retryNow(): Promise<boolean> {
    if (this.control) this.control.retry = undefined;
    this.#become({ nextRetryAt: undefined });
    return this.refresh();
  }

  authorizedFetch(path: string, init: RequestInit = {}): Promise<Response> {
    const isDecided = (): boolean => !this.control || this.getSnapshot().state !== 'unknown';
    return authorizedFetch(this.environment, this, { isDecided, isStale: () => this.#isStale() }, path, init);
  }

  async #begin(): Promise<void> {
    if (this.#token !== undefined) return this.#plan();
    // Without an earlier sign-in there is no cookie, so no need to ask the server.
    if (this.environment.storage && this.control?.expiry === undefined) return this.#leave(undefined);
    if (await this.#renewal.tokenFromOthers(ASK_MS)) return;
    if (this.getSnapshot().state === 'unknown') await this.retryNow();
  }

  retryLater({ failures, at }: RefreshRetry): void {
    this.#become({ state: 'refreshing', failures, nextRetryAt: at });
    this.#plan();
  }

  take({ accessToken, expiresAt, user }: SignedIn): void {
    this.#token = accessToken;
    this.#refreshedAt = this.environment.now();
    if (this.control) {
      this.control.expiry = expiresAt;
      this.control.retry = undefined;
    }
    this.#become({ state: 'signed-in', user, signedOutBy: undefined, expiresAt, failures: 0, nextRetryAt: undefined });
    this.#plan();
  }

  refused(): void {
    if (this.getSnapshot().user) return this.end('expired');
    this.#leave(undefined);
    if (this.control) this.control.expiry = undefined;
  }

  /** The server has ended the session. */
  #ended(reason: 'expired' | 'revoked'): void {
    if (reason === 'revoked') return this.#leave('elsewhere');
    const { user } = this.getSnapshot();
    this.#forget();
    this.#store.become({ ...UNKNOWN, state: 'expired', user });
  }

  /** Ends the session locally. A session that had ended before keeps its reason. */
  #leave(by: SignedOutBy | undefined): void {
    const { user, signedOutBy } = this.getSnapshot();
    this.#forget();
    this.#store.become({ ...UNKNOWN, state: 'signed-out', signedOutBy: user ? by : signedOutBy });
  }

  #forget(): void {
    this.generation += 1;
    this.#token = undefined;
    this.#timer?.cancel();
  }

  #receive(message: AuthMessage): void {
    const control = this.control;
    if (!control) return;
    const { user, expiresAt = 0 } = this.getSnapshot();
    switch (message.kind) {
      case 'ask':
        if (this.#token === undefined || !user || this.#isStale()) return;
        return control.post({
          kind: 'token',
          mark: control.mark,
          signedIn: { accessToken: this.#token, expiresAt, user },
        });
      case 'token':
        if (message.mark !== control.mark || message.signedIn.accessToken === this.#token) return;
        // Tokens may arrive out of order.
        if (user?.userId === message.signedIn.user.userId && message.signedIn.expiresAt < expiresAt) return;
        if (user?.userId !== message.signedIn.user.userId) this.generation += 1;
        return this.take(message.signedIn);
      case 'sign-out':
        return this.#followSignOut(message.mark);
      case 'ended':
        if (user && expiresAt <= message.expiresAt) this.#ended(message.reason);
        return;
      case 'retry':
        if (user && expiresAt <= message.expiresAt && message.retry.at > this.environment.now()) {
          this.retryLater(message.retry);
        }
    }
  }

  #followSignOut(mark: string): void {
    if (mark === this.control?.mark) return;
    this.control?.follow(mark);
    this.#leave('other-tab');
  }

  /** Handles a write by another tab: a sign-out, a newer token's expiry, or an earlier expiry. */
  readStorage(): void {
    const control = this.control;
    if (!control) return;
    this.#followSignOut(control.storedMark);
    const { expiresAt, user } = this.getSnapshot();
    const { expiry } = control;
    if (expiry === undefined || expiry === expiresAt) return;
    if (this.#token === undefined || !user) {
      // A user signed in in another tab. If tabs can communicate, the token arrives by itself.
      if (!control.canAsk && expiry > this.environment.now()) void this.refresh();
      return;
    }
    if (expiresAt !== undefined && expiry > expiresAt) return control.post({ kind: 'ask' });
    this.#refreshedAt = -Infinity;
    this.#become({ expiresAt: expiry });
    this.#plan();
  }

  /** The page returned from the back/forward cache. */
  #comeBack(): void {
    this.control?.open();
    this.readStorage();
    this.control?.post({ kind: 'ask' });
    this.#plan();
  }

  /** Whether the token has expired, as far as all tabs know. */
  #isStale(): boolean {
    const now = this.environment.now();
    const expiry = this.control?.expiry ?? this.getSnapshot().expiresAt;
    if (expiry === undefined || expiry > now) return false;
    // If the token seems expired as soon as it arrives, the clock is wrong.
    return expiry !== this.getSnapshot().expiresAt || now - this.#refreshedAt > SOONEST_REFRESH_MS;
  }

  /** The network is back: retry at once. */
  #online(): void {
    if (this.getSnapshot().nextRetryAt !== undefined) void this.retryNow();
    else this.#plan();
  }

  /** Schedules the next refresh. */
  #plan(): void {
    this.#timer?.cancel();
    if (!this.control || this.#refreshing || !this.environment.page.isOnline()) return;
    const { state, expiresAt, nextRetryAt } = this.getSnapshot();
    if (state !== 'signed-in' && state !== 'refreshing') return;
    const now = this.environment.now();
    let at = nextRetryAt;
    if (at === undefined) {
      const ahead = AHEAD_MS * between(this.environment, 0.75, 1);
      at = Math.max((expiresAt ?? now) - ahead, this.#refreshedAt + SOONEST_REFRESH_MS);
    }
    this.#timer = this.environment.after(Math.max(0, at - now), () => void this.refresh());
  }

  #become(change: Partial<SessionSnapshot>): void {
    this.#store.become({ ...this.getSnapshot(), ...change });
  }
}
