import type { Session } from '@bellhop/client';
import { CURSOR_HEADER, type Problem } from '@bellhop/protocol';
import type { LiveEnvironment } from '../environment/live-environment.js';
import { RefusedError, UnreachableError } from './errors.js';

/** Timeout of a request, in milliseconds. */
const TIMEOUT_MS = 30_000;

export interface RequestOptions {
  /** Undefined and null values are omitted. */
  readonly query?: object;
  readonly body?: unknown;
  /** The row version to be changed. */
  readonly ifMatch?: number;
  /** Makes repeated `POST`s with the same key count once. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export interface Answer<T> {
  readonly body: T;
  /** Its `X-Realtime-Cursor`: the response includes everything up to here. */
  readonly cursor?: string;
}

/**
 * Sends one request as the signed-in user.
 *
 * @throws RefusedError with the server's problem details
 * @throws UnreachableError without a response in time
 */
export type Request = <T>(method: string, path: string, options?: RequestOptions) => Promise<Answer<T>>;

/** Sends requests by the session's `authorizedFetch`, with a timeout of 30 s. */
export function restRequest(session: Session, environment: LiveEnvironment): Request {
  return async <T>(method: string, path: string, options: RequestOptions = {}) => {
    const limit = limited(environment, options.signal);
    try {
      const response = await session.authorizedFetch(withQuery(path, options.query), {
        ...initOf(method, options),
        signal: limit.signal,
      });
      return await read<T>(response);
    } catch (cause) {
      if (cause instanceof RefusedError || options.signal?.aborted) throw cause;
      throw new UnreachableError({ cause });
    } finally {
      limit.release();
    }
  };
}

function initOf(method: string, { body, ifMatch, idempotencyKey }: RequestOptions): RequestInit {
  const headers = new Headers({ accept: 'application/json' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (ifMatch !== undefined) headers.set('if-match', `"${ifMatch}"`);
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  return { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
}

async function read<T>(response: Response): Promise<Answer<T>> {
  if (!response.ok) {
    const problem: unknown = await response.json().catch(() => undefined);
    throw new RefusedError(isProblem(problem) ? problem : withoutDocument(response.status));
  }
  const cursor = response.headers.get(CURSOR_HEADER);
  const text = await response.text();
  // A 204 has no body, and a 202 may have none.
  const body = (text === '' ? undefined : JSON.parse(text)) as T;
  return { body, ...(cursor !== null && { cursor }) };
}

/** Returns a signal that aborts with `signal`, or at the timeout. */
function limited(environment: LiveEnvironment, signal: AbortSignal | undefined) {
  const limit = new AbortController();
  const abort = (): void => limit.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  const timeout = environment.after(TIMEOUT_MS, abort);
  return {
    signal: limit.signal,
    release: () => {
      timeout.cancel();
      signal?.removeEventListener('abort', abort);
    },
  };
}

function withQuery(path: string, query: object = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(
    query as Readonly<Record<string, string | number | boolean | null | undefined>>,
  ))
    if (value !== undefined && value !== null) search.set(name, String(value));
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'status' in body;
}

/** For a proxy's response, which has no problem details. */
function withoutDocument(status: number): Problem {
  return {
    type: 'about:blank',
    title: status >= 500 ? 'The server is unavailable at the moment' : `The server rejected the request (${status})`,
    status,
    code: status === 401 ? 'unauthenticated' : status >= 500 ? 'unavailable' : 'malformed_request',
  };
}
