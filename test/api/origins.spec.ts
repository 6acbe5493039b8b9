import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CURSOR_HEADER } from '@bellhop/protocol';
import type supertest from 'supertest';
import { RouteTable } from '../../src/platform/http/route-table.js';
import { createTestApp, firstProperty, type Member, type Method, type TestApp } from '../support/app.js';

const ALLOWED = 'https://pages.example';
const FOREIGN = 'https://evil.example';
const ID = '01980000-0000-7000-8000-000000000000';

/** Headers that a browser adds to a request from another site’s page; each alone is enough to refuse it. */
const CROSS_SITE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an origin that is not ours': { origin: FOREIGN },
  'an opaque origin': { origin: 'null' },
  'an origin that begins like ours': { origin: 'https://hotel.example.evil.example' },
  'an origin on another port': { origin: 'https://hotel.example:8443' },
  'a request from another site': { 'sec-fetch-site': 'cross-site' },
  'a request from a sibling': { 'sec-fetch-site': 'same-site' },
  'an unknown Sec-Fetch-Site': { 'sec-fetch-site': 'moon' },
  'another site under an origin like ours': { 'sec-fetch-site': 'cross-site', origin: 'https://hotel.example' },
};
const OWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no browser': {},
  'our own page': { origin: 'https://hotel.example', 'sec-fetch-site': 'same-origin' },
  'our own page in an old browser': { origin: 'https://hotel.example' },
  'a typed address': { 'sec-fetch-site': 'none' },
  'a page of an allowed origin': { origin: ALLOWED, 'sec-fetch-site': 'cross-site' },
  'a page of an allowed origin in an old browser': { origin: ALLOWED },
  'a page of PUBLIC_URL behind a proxy that rewrites Host': { origin: 'https://bellhop.example' },
};

describe('pages of other sites', () => {
  let server: TestApp;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp({ settings: { publicUrl: 'https://bellhop.example' } });
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());

  const asBrowser = (test: supertest.Test, headers: Readonly<Record<string, string>>): supertest.Test =>
    test.set('host', 'hotel.example').set(headers);

  /** Every route that changes something or stays open. */
  const guarded = () =>
    server.app
      .get(RouteTable)
      .all()
      .filter(({ method, path }) => {
        const live = /\/(?:stream|poll|subscribe)$/.test(path);
        return !['GET', 'HEAD', 'OPTIONS'].includes(method) || live;
      })
      .map(({ method, path }) => [method.toLowerCase() as Method, path.replaceAll(/:\w+/g, ID)] as const);

  it.each(Object.entries(CROSS_SITE))('can change and receive nothing: %s', async (_, headers) => {
    const routes = guarded();
    expect(routes.length).toBeGreaterThan(25);
    for (const path of ['/auth/refresh', '/auth/logout', '/auth/login', '/v2/realtime/stream', '/v2/realtime/poll']) {
      expect(routes.map(([, found]) => found)).toContain(path);
    }
    for (const [method, path] of routes) {
      const { status, body } = await asBrowser(owner.call(method, path), headers);
      expect([method, path, status]).toEqual([method, path, 403]);
      if (method !== 'head') expect(body).toMatchObject({ code: 'forbidden' });
    }
  });

  it.each(Object.entries(OWN))('are told apart from %s', async (_, headers) => {
    const login = { email: 'owner@aurora.test', password: 'bellhop-demo' };
    const { headers: answer } = await asBrowser(server.call('post', '/auth/login', login), headers).expect(200);
    const cookie = String(answer['set-cookie']).split(';', 1)[0] ?? '';
    await asBrowser(server.call('post', '/auth/refresh').set('cookie', cookie), headers).expect(200);
    await asBrowser(owner.call('head', '/v2/realtime/stream'), headers).expect(200);
    const task = { propertyId: firstProperty(owner), title: 'x' };
    await asBrowser(owner.call('post', '/tasks', task), headers).expect(201);
  });

  it('cannot use the refresh cookie that a browser sends along', async () => {
    const login = { email: 'manager@aurora.test', password: 'bellhop-demo' };
    const { headers } = await server.call('post', '/auth/login', login).expect(200);
    const cookie = String(headers['set-cookie']).split(';', 1)[0] ?? '';
    for (const path of ['/auth/refresh', '/auth/logout']) {
      const answer = await server.call('post', path).set({ cookie, origin: FOREIGN }).expect(403);
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
    await server.call('post', '/auth/refresh').set('cookie', cookie).expect(200);
  });

  it('cannot use up a ticket', async () => {
    const { body } = await owner.call('post', '/v2/realtime/tickets').expect(201);
    const path = `/v2/realtime/stream?ticket=${(body as { ticket: string }).ticket}`;
    await server.call('head', path).set('sec-fetch-site', 'cross-site').expect(403);
    await server.call('head', path).expect(200);
  });

  it('may link to this server', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', accept: 'text/html' };
    for (const path of ['/', '/app/tasks', '/docs']) {
      const { status } = await server.call('get', path).set(link);
      expect([path, status]).not.toEqual([path, 403]);
    }
  });

  describe('and CORS', () => {
    const preflight = (path: string, origin: string, method: string, headers = 'authorization') =>
      server.call('options', path).set({
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': headers,
      });

    it('lets pages of allowed origins send the cookie and read the responses', async () => {
      const { headers } = await preflight('/auth/refresh', ALLOWED, 'POST').expect(204);
      expect(headers).toMatchObject({
        'access-control-allow-origin': ALLOWED,
        'access-control-allow-credentials': 'true',
        'access-control-max-age': '7200',
        vary: expect.stringMatching(/\borigin\b/i),
      });
      const answer = await owner.call('get', '/tasks').set('origin', ALLOWED).expect(200);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': ALLOWED,
        'access-control-allow-credentials': 'true',
      });
      const exposed = String(answer.headers['access-control-expose-headers']);
      for (const name of [CURSOR_HEADER, 'etag', 'retry-after', 'ratelimit']) {
        expect(exposed.toLowerCase()).toContain(name.toLowerCase());
      }
    });

    it('never allows everyone, nor another origin', async () => {
      for (const origin of [
        FOREIGN,
        'null',
        `${ALLOWED}.evil.example`,
        `${ALLOWED}:444`,
        'http://pages.example',
        '*',
      ]) {
        for (const path of ['/auth/refresh', '/tasks', '/v2/realtime/stream', '/nowhere']) {
          const { headers } = await preflight(path, origin, 'POST');
          expect(headers).not.toHaveProperty('access-control-allow-origin');
        }
        const answer = await owner.call('get', '/tasks').set('origin', origin);
        expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      }
    });

    it('answers a preflight without authentication', async () => {
      await preflight('/nowhere', ALLOWED, 'DELETE').expect(204);
      await preflight('/tasks', ALLOWED, 'POST').set('authorization', 'Bearer rubbish').expect(204);
    });

    it('takes fewer preflights than a tenth of an allowed page’s requests', async () => {
      const page = new BrowserPage(server, ALLOWED);
      const [propertyId, bearer] = [firstProperty(owner), `Bearer ${owner.signedIn.accessToken}`];
      const headers = { authorization: bearer };
      await page.send('post', '/auth/refresh', {});
      for (const path of ['/auth/me', '/tasks', '/properties', '/finance/summary'])
        await page.send('get', path, headers);
      // The cursor goes in a header: in the query, each poll would be another URL and need a preflight of its own.
      for (let n = 0; n < 60; n += 1) {
        await page.send('head', '/v2/realtime/stream', { ...headers, 'last-event-id': `${n}` });
        await page.send('get', '/tasks', headers);
      }
      for (let n = 0; n < 20; n += 1) {
        const json = { ...headers, 'content-type': 'application/json', 'idempotency-key': `${n}-${ID}` };
        await page.send('post', '/tasks', json, { propertyId, title: `Task ${n}` });
      }
      expect(page.requests).toBeGreaterThan(140);
      expect(page.preflights).toBeGreaterThan(3);
      expect(page.preflights / (page.preflights + page.requests)).toBeLessThan(0.1);
    });
  });
});

/**
 * Keeps to CORS as a browser does: preflights requests that are not simple, and caches the result as long as allowed.
 */
class BrowserPage {
  preflights = 0;
  requests = 0;
  readonly #allowed = new Map<string, ReadonlySet<string>>();
  /** Chrome’s maximum, in seconds; Firefox allows a day. */
  readonly #longest = 7_200;

  constructor(
    private readonly server: TestApp,
    private readonly origin: string,
  ) {}

  async send(method: Method, path: string, headers: Readonly<Record<string, string>>, body?: object): Promise<void> {
    const asked = Object.keys(headers).sort();
    if (asked.length > 0) await this.#preflight(method, path, asked);
    const { status } = await this.server.call(method, path, body).set({ ...headers, origin: this.origin });
    expect([200, 201, 401]).toContain(status);
    this.requests += 1;
  }

  async #preflight(method: Method, path: string, asked: readonly string[]): Promise<void> {
    const known = this.#allowed.get(`${method} ${path}`);
    if (known && asked.every((name) => known.has(name))) return;
    this.preflights += 1;
    const { headers } = await this.server
      .call('options', path)
      .set({
        origin: this.origin,
        'access-control-request-method': method.toUpperCase(),
        'access-control-request-headers': asked.join(','),
      })
      .expect(204);
    expect(headers['access-control-allow-origin']).toBe(this.origin);
    // The whole sequence takes less time than that.
    if (Number(headers['access-control-max-age']) < this.#longest) return;
    this.#allowed.set(`${method} ${path}`, new Set(String(headers['access-control-allow-headers']).split(',')));
  }
}
