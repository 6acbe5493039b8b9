import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Session } from '@bellhop/client';
import { SimulatedClock } from '@bellhop/client/testing';
import { RefusedError, rowAfter, StaleRowError, UnreachableError } from './errors.js';
import { type Request, restRequest } from './request.js';

let clock: SimulatedClock;
let request: Request;
let asked: { readonly path: string; readonly init: RequestInit } | undefined;
/** What the server does with the next call. */
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

/** Never answers, and rejects when given up. */
const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));

it('sends what it is given, and leaves out what is not there', async () => {
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

it('answers with the body and where it stands in the log', async () => {
  respond = async () => Response.json([1], { headers: { 'X-Realtime-Cursor': 'e1.7' } });
  expect(await request('GET', '/orders')).toEqual({ body: [1], cursor: 'e1.7' });
  respond = async () => new Response(null, { status: 204 });
  expect(await request('DELETE', '/orders/1')).toEqual({ body: undefined });
  // Accepted for later.
  respond = async () => new Response(null, { status: 202 });
  expect(await request('POST', '/auth/password-reset')).toEqual({ body: undefined });
});

it('lets go of its timer once it is answered', async () => {
  await request('GET', '/orders');
  expect(clock.pendingTimers).toBe(0);
});

describe('fails', () => {
  it('with the problem the server names', async () => {
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
  ])('with a problem of its own where a proxy answers %s', async (status, code) => {
    respond = async () => new Response('<html>', { status });
    await expect(request('GET', '/orders')).rejects.toMatchObject({ name: 'RefusedError', problem: { status, code } });
  });

  it('as unreachable when there is no answer, or not a whole one', async () => {
    respond = async () => Promise.reject(new TypeError('network'));
    await expect(request('GET', '/orders')).rejects.toThrow(UnreachableError);
    respond = async () => new Response('{"ok":', { status: 200 });
    await expect(request('GET', '/orders')).rejects.toThrow(UnreachableError);
  });

  it('as unreachable when the answer takes more than 30 s', async () => {
    respond = silence;
    const outcome = request('GET', '/orders').catch((reason: unknown) => reason);
    await clock.advance(29_999);
    expect(asked?.init.signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(await outcome).toBeInstanceOf(UnreachableError);
  });

  it('as aborted when it is given up', async () => {
    respond = silence;
    const giveUp = new AbortController();
    const outcome = request('GET', '/orders', { signal: giveUp.signal }).catch((reason: unknown) => reason);
    giveUp.abort();
    expect(await outcome).toMatchObject({ name: 'AbortError' });
    expect(clock.pendingTimers).toBe(0);
  });
});

it('the row to try again with is the current one where somebody was faster', () => {
  const seen = { version: 1 };
  const current = { version: 2 };
  expect(rowAfter(new StaleRowError(current), seen)).toBe(current);
  expect(rowAfter(new StaleRowError(undefined), seen)).toBe(seen);
  expect(rowAfter(new UnreachableError(), seen)).toBe(seen);
  expect(rowAfter(null, seen)).toBe(seen);
});
