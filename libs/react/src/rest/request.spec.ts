import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Session } from '@bellhop/client';
import { SimulatedClock } from '@bellhop/client/testing';
import { RefusedError, rowAfter, StaleRowError, UnreachableError } from './errors.js';
import { type Request, restRequest } from './request.js';

let clock: SimulatedClock;
let request: Request;
let asked: { readonly path: string; readonly init: RequestInit } | undefined;
/** The server's response to the next call. */
let respond: (signal: AbortSignal) => Promise<Response>;

beforeEach(() => {
  clock = new SimulatedClock();
  asked = undefined;
  respond = async () => Response.json({ ok: true });
  const session = {
    authorizedFetch: (path: string, init: RequestInit) => {
      asked = { path, init };
      return respond(init.signal ?? new AbortController().signal);
    },
  } as Session;
  request = restRequest(session, { now: clock.now, after: clock.after, random: () => 0 });
});

/** Never responds, and rejects when aborted. */
const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));

it('sends its options, and omits absent ones', async () => {
  const query = { limit: 50, after: null, propertyId: undefined, status: 'in progress' };
  await request('PATCH', '/orders/1', { query, body: { title: 'a' }, ifMatch: 3, idempotencyKey: 'k' });
  expect(asked).toMatchObject({
    path: '/orders/1?limit=50&status=in+progress',
    init: { method: 'PATCH', body: '{"title":"a"}' },
  });
  expect(Object.fromEntries(new Headers(asked?.init.headers))).toEqual({
    accept: 'application/json',
    'content-type': 'application/json',
    'idempotency-key': 'k',
    'if-match': '"3"',
  });
  await request('GET', '/orders');
  expect(asked?.path).toBe('/orders');
  expect(Object.fromEntries(new Headers(asked?.init.headers))).toEqual({ accept: 'application/json' });
});

it('returns the body and its cursor', async () => {
  respond = async () => Response.json([1], { headers: { 'X-Realtime-Cursor': 'e1.7' } });
  expect(await request('GET', '/orders')).toEqual({ body: [1], cursor: 'e1.7' });
  respond = async () => new Response(null, { status: 204 });
  expect(await request('DELETE', '/orders/1')).toEqual({ body: undefined });
  // Accepted for later processing.
  respond = async () => new Response(null, { status: 202 });
  expect(await request('POST', '/auth/password-reset')).toEqual({ body: undefined });
});

it('releases its timer after the response', async () => {
  await request('GET', '/orders');
  expect(clock.pendingTimers).toBe(0);
});

describe('fails', () => {
  it('with the server’s problem details', async () => {
    const problem = {
      type: 'about:blank',
      title: 'No',
      status: 400,
      code: 'validation_failed',
      errors: [{ field: 'title', message: 'is too long' }],
    };
    respond = async () => Response.json(problem, { status: 400 });
    const error = await request('POST', '/orders', { body: {} }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ message: 'No', problem, fieldErrors: problem.errors });
  });

  it.each([
    [502, 'unavailable'],
    [401, 'unauthenticated'],
    [418, 'malformed_request'],
  ])('with its own problem if a proxy responds with %s', async (status, code) => {
    respond = async () => new Response('<html>', { status });
    await expect(request('GET', '/orders')).rejects.toMatchObject({ name: 'RefusedError', problem: { status, code } });
  });

  it('as unreachable without a response, or with an incomplete one', async () => {
    respond = async () => Promise.reject(new TypeError('network'));
    await expect(request('GET', '/orders')).rejects.toThrow(UnreachableError);
    respond = async () => new Response('{"ok":', { status: 200 });
    await expect(request('GET', '/orders')).rejects.toThrow(UnreachableError);
  });

  it('as unreachable if the response takes more than 30 s', async () => {
    respond = silence;
    const outcome = request('GET', '/orders').catch((reason: unknown) => reason);
    await clock.advance(29_999);
    expect(asked?.init.signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(await outcome).toBeInstanceOf(UnreachableError);
  });

  it('as aborted when it is cancelled', async () => {
    respond = silence;
    const giveUp = new AbortController();
    const outcome = request('GET', '/orders', { signal: giveUp.signal }).catch((reason: unknown) => reason);
    giveUp.abort();
    expect(await outcome).toMatchObject({ name: 'AbortError' });
    expect(clock.pendingTimers).toBe(0);
  });
});

it('the row for another attempt is the current one after a conflict', () => {
  const seen = { version: 1 };
  const current = { version: 2 };
  expect(rowAfter(new StaleRowError(current), seen)).toBe(current);
  expect(rowAfter(new StaleRowError(undefined), seen)).toBe(seen);
  expect(rowAfter(new UnreachableError(), seen)).toBe(seen);
  expect(rowAfter(null, seen)).toBe(seen);
});
