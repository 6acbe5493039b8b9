import type { SignedIn } from '@bellhop/protocol';
import type { Environment, Unsubscribe } from '../environment/environment.js';
import { exclusively } from '../environment/exclusive.js';
import { pause } from '../environment/waiting.js';
import { LEADER_LOCK } from '../leadership/leader-lock.js';
import type { AuthApi } from './auth-api.js';
import type { AuthControl, RefreshRetry } from './auth-control.js';
import type { SessionSnapshot } from './session.js';

/** How long a tab waits for its turn to refresh before it proceeds anyway, in milliseconds. */
const TURN_MS = 10_000;
/** How long the tab that has just refreshed may take to pass on the token if no tab leads, in milliseconds. */
const HAND_OVER_MS = 500;
/** How long tabs may take to pass on the token if one of them leads, in milliseconds: a busy machine is slow. */
const LEADER_MS = 2_000;
const MAX_RETRY_MS = 60_000;

/** 2, 4, 8 … 60 s. */
export const retryMs = (failures: number): number => Math.min(MAX_RETRY_MS, 1_000 * 2 ** failures);

/** The session to renew. */
export interface Renewable {
  readonly token: string | undefined;
  /** Changes when another session begins: results of earlier requests are discarded. */
  readonly generation: number;
  readonly control: AuthControl | undefined;
  getSnapshot(): SessionSnapshot;
  subscribe(listener: () => void): Unsubscribe;
  take(signedIn: SignedIn): void;
  /** The server rejected the refresh. */
  refused(): void;
  /** No conclusive response: another attempt is due later. */
  retryLater(retry: RefreshRetry): void;
  /** Checks whether another tab has ended the session. */
  readStorage(): void;
}

/** State when the refresh was requested. */
interface Before {
  readonly token: string | undefined;
  readonly generation: number;
  /** According to localStorage. */
  readonly expiry: number | undefined;
}

/** Refreshes the access token for all tabs: one of them asks the server, the others wait for its result. */
export class TokenRenewal {
  constructor(
    private readonly environment: Environment,
    private readonly api: AuthApi,
    private readonly session: Renewable,
  ) {}

  /** @returns whether there is a new token now */
  async renew(): Promise<boolean> {
    try {
      return await this.#renewOnce();
    } catch (error) {
      this.environment.report(error);
      return this.#failed(0);
    }
  }

  async #renewOnce(): Promise<boolean> {
    const { session } = this;
    const before: Before = { token: session.token, generation: session.generation, expiry: session.control?.expiry };
    return exclusively(this.environment, 'bellhop-auth-refresh', TURN_MS, async () => {
      if (session.generation !== before.generation) return session.token !== undefined;
      if (await this.#wasRenewed(before)) return true;
      const retry = session.control?.retry;
      if (!retry || retry.at <= this.environment.now()) return this.#askServer(before);
      session.retryLater(retry);
      return false;
    });
  }

  /** Asks the other tabs for their token. Waits for it at most `waitMs`, or {@link LEADER_MS} if a tab leads. */
  async tokenFromOthers(waitMs: number): Promise<boolean> {
    const { environment, session } = this;
    const { token, control } = session;
    if (!control?.canAsk) return false;
    const over = new AbortController();
    const stop = (): void => over.abort();
    const unsubscribe = session.subscribe(() => session.token !== token && stop());
    control.post({ kind: 'ask' });
    pause(environment, waitMs, over.signal)
      // A leader is alive and has a token, but does not pass on an expired one.
      .then(() => (control.expiry ?? Infinity) > environment.now() && environment.locks?.isHeld(LEADER_LOCK))
      .then((isLed) => isLed || stop(), stop);
    await pause(environment, LEADER_MS, over.signal);
    unsubscribe();
    return session.token !== token && session.token !== undefined;
  }

  /** Whether another tab refreshed while this one waited for its turn. */
  async #wasRenewed(before: Before): Promise<boolean> {
    const { token, control } = this.session;
    if (token !== before.token) return token !== undefined;
    const { expiresAt } = this.session.getSnapshot();
    const newest = control?.expiry;
    if (newest === undefined || newest <= this.environment.now()) return false;
    const isNewer = newest !== before.expiry || (expiresAt !== undefined && newest > expiresAt);
    return isNewer && this.tokenFromOthers(HAND_OVER_MS);
  }

  async #askServer(before: Before): Promise<boolean> {
    const { session } = this;
    const mark = session.control?.mark;
    const answer = await this.api.refresh();
    // A sign-out or sign-in came in between, here or in another tab: the response is for a former session.
    if (session.generation !== before.generation || session.control?.storedMark !== mark) {
      session.readStorage();
      return false;
    }
    if (answer.how === 'refreshed') {
      session.take(answer.signedIn);
      session.control?.post({ kind: 'token', mark: mark ?? '', signedIn: answer.signedIn });
      return true;
    }
    // This tab slept meanwhile, and another one refreshed.
    if (await this.#wasRenewed(before)) return true;
    if (answer.how === 'refused') {
      session.refused();
      return false;
    }
    return this.#failed(answer.retryAfterMs);
  }

  #failed(retryAfterMs: number): false {
    const { session } = this;
    const { expiresAt = 0, ...last } = session.getSnapshot();
    const failures = last.failures + 1;
    const retry = { failures, at: this.environment.now() + Math.max(retryMs(failures), retryAfterMs) };
    session.retryLater(retry);
    if (session.control) session.control.retry = retry;
    session.control?.post({ kind: 'retry', retry, expiresAt });
    return false;
  }
}
