import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { InjectOptions } from 'fastify';
import { RouteTable } from '../../src/platform/http/route-table.js';
import { ACCOUNT_ROUTES, SIGN_IN_ROUTE } from '../../src/platform/limits/account-routes.js';
import { KnownNetworks } from '../../src/platform/limits/known-networks.js';
import { createTestApp, firstProperty, type Member, type Method, type TestApp } from '../support/app.js';
import { freezeDate } from '../support/frozen-date.js';

const OWNER = 'owner@aurora.test';
const PASSWORD = 'bellhop-demo';
const MINUTE_MS = 60_000;

describe('limits', () => {
  let server: TestApp;
  let owner: Member;
  /** Last group of the address; each test has its own addresses. */
  let host = 0;
  beforeAll(async () => {
    server = await createTestApp({ settings: { rateLimit: true } });
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());
  // The clock stands still, so no rate-limit window ends in a test unless the test moves it.
  beforeEach(() => freezeDate('stopped'));
  beforeEach(() => void (host += 10));
  afterEach(() => void jest.useRealTimers());

  const address = (n = 0): string => `203.0.113.${host + n}`;
  const from = (remoteAddress: string, request: InjectOptions) => server.app.inject({ ...request, remoteAddress });
  const signIn = (remoteAddress: string, email = OWNER, password = 'wrong', url = '/auth/login') =>
    from(remoteAddress, { method: 'POST', url, payload: { email, password } });
  const statuses = async (times: number, ask: (n: number) => Promise<{ readonly statusCode: number }>) => {
    const found: number[] = [];
    for (let n = 0; n < times; n += 1) found.push((await ask(n)).statusCode);
    return found;
  };
  const ten = (status: number): number[] => Array<number>(10).fill(status);

  describe('of sign-ins', () => {
    it.each([
      ['a known account', 'manager@aurora.test'],
      ['an account that does not exist', 'nobody@aurora.test'],
    ])('stop an address that guesses at %s, with a Retry-After', async (_, email) => {
      expect(await statuses(12, () => signIn(address(), email))).toEqual([...ten(401), 429, 429]);
      const { headers, body } = await signIn(address(), email);
      expect(headers['content-type']).toContain('application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ code: 'rate_limited', status: 429 });
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
      expect(headers['ratelimit-policy']).toBe('"sign-in";q=10;w=60');
      expect(headers['ratelimit']).toMatch(/^"sign-in";r=0;t=\d+$/);
    });

    it('refuse even the right password from there, and accept the account’s owner from elsewhere', async () => {
      await statuses(10, () => signIn(address()));
      expect((await signIn(address(), OWNER, PASSWORD)).statusCode).toBe(429);
      expect((await signIn(address(1), OWNER, PASSWORD)).statusCode).toBe(200);
      expect((await signIn(address(), 'staff@aurora.test', PASSWORD)).statusCode).toBe(200);
    });

    it('end after a minute', async () => {
      expect(await statuses(11, () => signIn(address()))).toEqual([...ten(401), 429]);
      jest.setSystemTime(Date.now() + MINUTE_MS);
      expect((await signIn(address(), OWNER, PASSWORD)).statusCode).toBe(200);
    });

    it('count concurrent requests', async () => {
      const answers = await Promise.all(Array.from({ length: 40 }, () => signIn(address())));
      expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(10);
      expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(30);
    });

    it('count one account, however its email and the path are spelled', async () => {
      const spellings = [OWNER, 'Owner@Aurora.test', 'OWNER@AURORA.TEST'];
      const paths = ['/auth/login', '/auth/%6cogin', '/%61uth/login?x=1'];
      const found = await statuses(14, (n) =>
        signIn(address(), spellings[n % 3], 'wrong', paths[Math.floor(n / 3) % 3]),
      );
      expect(found.slice(0, 10)).not.toContain(429);
      expect(found.slice(10)).toEqual([429, 429, 429, 429]);
    });

    it('count an IPv6 /64 as one address', async () => {
      const found = await statuses(12, (n) => signIn(`2001:db8:${host}:1::${n + 1}`));
      expect(found).toEqual([...ten(401), 429, 429]);
      expect((await signIn(`2001:db8:${host}:2::1`)).statusCode).toBe(401);
    });

    it('remember from which networks an account has signed in', async () => {
      const known = server.app.get(KnownNetworks, { strict: false });
      expect((await signIn(address(), OWNER, PASSWORD)).statusCode).toBe(200);
      expect(await known.has(OWNER, address())).toBe(true);
      expect(await known.has(OWNER, address(1))).toBe(false);
      expect(await known.has('nobody@aurora.test', address())).toBe(false);
      expect(await known.has('manager@borealis.test', address())).toBe(false);
    });
  });

  describe('of an address', () => {
    it('stop 3,000 requests in 10 s on any path, from that address only', async () => {
      const paths = ['/health/live', '/nowhere', '/%68ealth/live', '//health/live', '/health/live/'];
      let refused = 0;
      for (let n = 0; n < 3_010; n += 1) {
        const { statusCode } = await from(address(), { method: 'GET', url: paths[n % 5] ?? '/' });
        if (statusCode === 429) refused += 1;
      }
      expect(refused).toBe(10);
      const origin = 'https://pages.example';
      const { statusCode, headers } = await from(address(), { method: 'POST', url: '/tasks', headers: { origin } });
      expect(statusCode).toBe(429);
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      // A page of an allowed origin may read the reason.
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['access-control-expose-headers']).toContain('retry-after');
      expect((await from(address(1), { method: 'GET', url: '/health/live' })).statusCode).toBe(200);
    });

    it('count preflights too, with the reason readable by the page', async () => {
      const headers = { origin: 'https://pages.example', 'access-control-request-method': 'POST' };
      const preflight = () => from(address(), { method: 'OPTIONS', url: '/tasks', headers });
      const found = await statuses(3_001, preflight);
      expect(found.slice(0, 3_000).every((status) => status === 204)).toBe(true);
      expect(found[3_000]).toBe(429);
      expect((await preflight()).headers['access-control-allow-origin']).toBe(headers.origin);
      expect((await from(address(), { method: 'GET', url: '/health/live' })).statusCode).toBe(429);
    });
  });

  it('send one invitation again five times an hour, and others meanwhile', async () => {
    const headers = { authorization: `Bearer ${owner.signedIn.accessToken}` };
    const [one, other] = ['01980000-0000-7000-8000-000000000001', '01980000-0000-7000-8000-000000000002'];
    const again = (userId: string) => from(address(), { method: 'POST', url: `/users/${userId}/invitation`, headers });
    expect(await statuses(6, () => again(one ?? ''))).toEqual([404, 404, 404, 404, 404, 429]);
    expect((await again((one ?? '').toUpperCase())).statusCode).toBe(429);
    expect((await again(other ?? '')).statusCode).toBe(404);
  });

  it('leave 50 concurrent requests alone', async () => {
    const propertyId = firstProperty(owner);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => owner.call('post', '/tasks', { propertyId, title: `Task ${n}` })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  });

  it('tell a publisher what is left', async () => {
    const { body } = await owner.call('post', '/v2/realtime/keys', { name: 'limits', domains: ['tasks'] }).expect(201);
    const answer = await server
      .call('post', '/v2/realtime/events', [])
      .set('authorization', `Bearer ${(body as { key: string }).key}`)
      .expect(400);
    expect(answer.headers['ratelimit-policy']).toBe('"events";q=50000;w=10');
    expect(answer.headers['ratelimit']).toMatch(/^"events";r=\d+;t=\d+$/);
  });

  describe('of single routes', () => {
    it('name routes that exist', () => {
      const routes = new Set(
        server.app
          .get(RouteTable)
          .all()
          .map(({ method, path }) => `${method} ${path}`),
      );
      expect([SIGN_IN_ROUTE, ...ACCOUNT_ROUTES.keys()].filter((route) => !routes.has(route))).toEqual([]);
    });

    it('cover every POST open to anyone', async () => {
      const open: string[] = [];
      for (const { method, path } of server.app.get(RouteTable).all()) {
        if (method !== 'POST') continue;
        const url = path.replaceAll(/:\w+/g, '01980000-0000-7000-8000-000000000000');
        const { status, body } = await server.call(method.toLowerCase() as Method, url, {});
        if (status !== 401 || (body as { code: string }).code !== 'unauthenticated') open.push(`${method} ${path}`);
      }
      expect(open).toContain(SIGN_IN_ROUTE);
      expect(open.filter((route) => route !== SIGN_IN_ROUTE && !ACCOUNT_ROUTES.has(route))).toEqual([]);
    });

    it('stop mails to one address, known or not, and no others', async () => {
      for (const [n, email] of [OWNER, 'nobody@elsewhere.test'].entries()) {
        const ask = (by: string, to = email) =>
          from(by, { method: 'POST', url: '/auth/password-reset', payload: { email: to } });
        const found = await statuses(7, (time) => ask(address(n * 4 + (time % 3))));
        expect(found.slice(0, 5)).not.toContain(429);
        expect(found.slice(5)).toEqual([429, 429]);
        expect((await ask(address(n * 4), `${n}@elsewhere.test`)).statusCode).not.toBe(429);
      }
    });

    it('stop guessing at links', async () => {
      const found = await statuses(61, (n) =>
        from(address(), { method: 'POST', url: '/auth/invitations/look-up', payload: { token: `${n}`.repeat(43) } }),
      );
      expect(found.slice(0, 60)).not.toContain(429);
      expect(found[60]).toBe(429);
    });

    it('do not count requests that the role may not make', async () => {
      const staff = await server.signIn('staff');
      const invite = (by: Member, name: string) =>
        by.call('post', '/users', { email: `${name}@aurora.test`, name, role: 'staff', allProperties: true });
      const found = new Set<number>();
      for (let n = 0; n < 210; n += 1) found.add((await invite(staff, 'friend')).status);
      expect([...found]).toEqual([403]);
      expect((await invite(owner, 'colleague')).status).toBe(201);
    });
  });
});

describe('without limits', () => {
  it('nothing is counted', async () => {
    const server = await createTestApp({ settings: { rateLimit: false } });
    try {
      for (let n = 0; n < 12; n += 1) {
        const answer = await server.call('post', '/auth/login', { email: OWNER, password: 'wrong' }).expect(401);
        expect(answer.headers).not.toHaveProperty('ratelimit');
      }
    } finally {
      await server.close();
    }
  });
});
