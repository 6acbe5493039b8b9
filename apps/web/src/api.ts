import type { FieldError, Problem } from '@bellhop/contracts';
import { session } from './session.js';

/** Longest wait for an answer, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** The server answered, and the answer was no. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }

  get fieldErrors(): readonly FieldError[] {
    return this.problem.errors ?? [];
  }
}

/** No answer came: the network or the server is away. Whether a command was carried out is not known. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(options?: ErrorOptions) {
    super('Bellhop cannot be reached. Check your connection and try again.', options);
  }
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** The row version a change is meant for. */
  readonly ifMatch?: number;
  /** Makes a repeated `POST` count once. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/**
 * One call to the server as the signed-in user.
 *
 * @throws RefusedError with the server's problem document
 * @throws UnreachableError when there is no answer within {@link REQUEST_TIMEOUT_MS}
 */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const { token } = session;
  const response = await send(method, path, options, token);
  if (response.status === 204) return undefined as T;
  const body: unknown = await response.json().catch((cause: unknown) => {
    if (response.ok) throw new UnreachableError({ cause });
  });
  if (response.ok) return body as T;

  const problem = isProblem(body) ? body : withoutDocument(response);
  if (problem.status === 401 && problem.code !== 'invalid_credentials' && token === session.token) {
    session.signOut('expired');
  }
  throw new RefusedError(problem);
}

async function send(method: string, path: string, options: RequestOptions, token: string | undefined) {
  const headers = new Headers({ accept: 'application/json' });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  if (options.body !== undefined) headers.set('content-type', 'application/json');
  if (options.ifMatch !== undefined) headers.set('if-match', `"${options.ifMatch}"`);
  if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey);
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  try {
    return await fetch(withQuery(path, options.query), {
      method,
      headers,
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new UnreachableError({ cause });
  }
}

function withQuery(path: string, query: RequestOptions['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size > 0 ? `${path}?${search}` : path;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'status' in body;
}

/** A proxy in between answers without a problem document. */
function withoutDocument(response: Response): Problem {
  const { status } = response;
  return {
    type: 'about:blank',
    title: status >= 500 ? 'Bellhop is not available right now' : `The server refused this (${status})`,
    status,
    code: status === 401 ? 'unauthenticated' : status >= 500 ? 'unavailable' : 'malformed_request',
  };
}
