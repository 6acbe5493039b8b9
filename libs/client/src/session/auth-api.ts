import type { Problem, SignedIn } from '@bellhop/protocol';
import type { Environment } from '../environment/environment.js';
import { retryAfterMs } from '../transports/request.js';

/** Timeout of a request, in milliseconds. */
const TIMEOUT_MS = 10_000;

export type RefreshResponse =
  | { readonly how: 'refreshed'; readonly signedIn: SignedIn }
  /** The session has ended. */
  | { readonly how: 'refused' }
  /** No conclusive response: retry after at least `retryAfterMs`. */
  | { readonly how: 'failed'; readonly retryAfterMs: number };

/** A rejected or failed sign-in. */
export class SignInError extends Error {
  override readonly name = 'SignInError';

  constructor(
    /** 0 if the server is unreachable. */
    readonly status: number,
    /** The server's problem details, if any. */
    readonly problem: Problem | undefined,
    options?: ErrorOptions,
  ) {
    super(
      problem?.detail ?? problem?.title ?? (status === 0 ? 'The server cannot be reached.' : `HTTP ${status}`),
      options,
    );
  }
}

/** The requests of PROTOCOL.md, "Signing in". The refresh token is a cookie invisible to scripts. */
export class AuthApi {
  constructor(
    private readonly environment: Environment,
    private readonly baseUrl: string,
  ) {}

  /** @throws SignInError */
  async login(email: string, password: string): Promise<SignedIn> {
    let response: Response;
    try {
      response = await this.#post('/auth/login', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      });
    } catch (cause) {
      throw new SignInError(0, undefined, { cause });
    }
    const answer = (await response.json().catch(() => undefined)) as unknown;
    if (response.ok && isSignedIn(answer)) return answer;
    throw new SignInError(response.status, response.ok ? undefined : (answer as Problem | undefined));
  }

  async refresh(): Promise<RefreshResponse> {
    try {
      const response = await this.#post('/auth/refresh');
      if (response.status === 401 || response.status === 403) return { how: 'refused' };
      const answer = response.ok ? ((await response.json()) as unknown) : undefined;
      if (isSignedIn(answer)) return { how: 'refreshed', signedIn: answer };
      const asked = retryAfterMs(response.headers.get('retry-after'), this.environment.now());
      return { how: 'failed', retryAfterMs: asked ?? 0 };
    } catch {
      return { how: 'failed', retryAfterMs: 0 };
    }
  }

  /** @returns whether the server gave a final response, so that a retry would change nothing */
  async logout(token: string): Promise<boolean> {
    try {
      const response = await this.#post('/auth/logout', {
        headers: { authorization: `Bearer ${token}` },
        keepalive: true,
      });
      return response.status < 500 && response.status !== 429;
    } catch {
      return false;
    }
  }

  async #post(path: string, init: RequestInit = {}): Promise<Response> {
    const abort = new AbortController();
    const timer = this.environment.after(TIMEOUT_MS, () => abort.abort());
    try {
      const response = await this.environment.fetch(this.baseUrl + path, {
        method: 'POST',
        credentials: this.baseUrl === '' ? 'same-origin' : 'include',
        cache: 'no-store',
        signal: abort.signal,
        ...init,
      });
      // Read while the timer runs: a body may stall just like the head.
      const body = response.status === 204 ? null : await response.text();
      return new Response(body, { status: response.status, headers: response.headers });
    } finally {
      timer.cancel();
    }
  }
}

/** A proxy's own page may have status 200 as well. */
function isSignedIn(answer: unknown): answer is SignedIn {
  const { accessToken, expiresAt, user } = (answer ?? {}) as Partial<SignedIn>;
  return typeof accessToken === 'string' && typeof expiresAt === 'number' && typeof user === 'object';
}
