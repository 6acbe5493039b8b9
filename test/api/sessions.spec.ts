import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, SessionRow, SignedIn, Ticket } from '@bellhop/protocol';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { Schedule } from '../../src/platform/schedule/schedule.js';
import { createTestApp, type TestApp } from '../support/app.js';
import {
  type Browser,
  browserOf,
  refresh,
  refreshCookieOf,
  refreshCookiesOf,
  signInBrowser,
  withToken,
} from '../support/refresh-cookie.js';

const OWNER = 'owner@aurora.test';
const DAY_MS = 86_400_000;

describe('sessions', () => {
  const clock = new SimulatedClock(Date.now());
  let server: TestApp;
  beforeAll(async () => {
    server = await createTestApp({ clock });
  });
  afterAll(() => server.close());

  const me = (browser: Pick<Browser, 'signedIn'>) => withToken(server.call('get', '/auth/me'), browser);
  const signIn = (email = OWNER) => signInBrowser(server, email);
  const renewed = async (browser: Browser) => browserOf(await refresh(server, browser.refreshToken).expect(200));
  const sessionsOf = async (browser: Browser, query = '') =>
    (await withToken(server.call('get', `/auth/sessions${query}`), browser).expect(200)).body as Page<SessionRow>;
  const endsOf = (sessionId: string) =>
    server.database.query<{ payload: { reason: string } }>(
      `select payload::json as payload from realtime_events
       where domain = 'sessions' and payload like '%' || $1 || '%'`,
      [sessionId],
    );

  describe('signing in', () => {
    it('sets the refresh token as a cookie that no script can read and no other site sends', async () => {
      const answer = await server.call('post', '/auth/login', { email: OWNER, password: 'bellhop-demo' }).expect(200);
      const cookie = refreshCookieOf(answer);
      expect(cookie?.value).toMatch(/^[0-9a-f-]{36}\.0\.[\w-]{43}$/);
      expect(cookie?.attributes).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/auth', 'SameSite=Strict']);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(JSON.stringify(answer.body)).not.toContain(cookie?.value);
    });

    it('returns an access token for ten minutes', async () => {
      const browser = await signIn();
      expect(browser.signedIn.expiresAt - clock.now()).toBeGreaterThan(598_000);
      expect(browser.signedIn.expiresAt - clock.now()).toBeLessThanOrEqual(600_000);
      clock.advance(599_000);
      await me(browser).expect(200);
      clock.advance(1_000);
      await me(browser).expect(401);
    });

    it.each([
      ['https://bellhop.example', {}],
      ['http://localhost:4000', { 'x-forwarded-proto': 'https' }],
    ])(
      'ties the cookie to HTTPS and this host where the server is reached by HTTPS: %s, %j',
      async (publicUrl, headers) => {
        const secure = await createTestApp({ settings: { publicUrl, trustedProxies: ['loopback'] } });
        try {
          const answer = await secure
            .call('post', '/auth/login', { email: OWNER, password: 'bellhop-demo' })
            .set(headers)
            .expect(200);
          const [cookie, ...more] = refreshCookiesOf(answer);
          expect(more).toEqual([]);
          expect(cookie).toMatchObject({
            name: '__Host-bellhop_refresh',
            attributes: ['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Strict', 'Secure'],
          });
          const send = (path: string, sent: string) => secure.call('post', path).set({ ...headers, cookie: sent });

          // A session from before this cookie name is kept, and has one cookie afterwards.
          const [renewed, old] = refreshCookiesOf(
            await send('/auth/refresh', `bellhop_refresh=${cookie?.value}`).expect(200),
          );
          expect(renewed?.name).toBe('__Host-bellhop_refresh');
          expect(old).toMatchObject({ name: 'bellhop_refresh', value: '' });
          expect(old?.attributes).toEqual(expect.arrayContaining(['Max-Age=0', 'Path=/auth']));

          // A cookie that a neighbouring host could have set is ignored beside it.
          const tossed = `bellhop_refresh=${answer.body.user.userId}.0.x; __Host-bellhop_refresh=${renewed?.value}`;
          await send('/auth/refresh', tossed).expect(200);
          const [cleared] = refreshCookiesOf(
            await send('/auth/logout', `${renewed?.name}=${renewed?.value}`).expect(204),
          );
          expect(cleared).toMatchObject({ name: '__Host-bellhop_refresh', value: '' });
          expect(cleared?.attributes).toEqual(expect.arrayContaining(['Max-Age=0', 'Path=/']));
        } finally {
          await secure.close();
        }
      },
    );
  });

  describe('POST /auth/refresh', () => {
    it('responds like the sign-in, with the next refresh token', async () => {
      const browser = await signIn();
      clock.advance(500_000);
      const next = await renewed(browser);
      expect(next.signedIn.user).toEqual(browser.signedIn.user);
      expect(next.refreshToken).not.toBe(browser.refreshToken);
      expect(next.signedIn.expiresAt - clock.now()).toBeGreaterThan(598_000);
      clock.advance(500_000);
      await me(browser).expect(401);
      await me(next).expect(200);
    });

    it('extends a session used within 30 days by another 30', async () => {
      const browser = await signIn();
      clock.advance(20 * DAY_MS);
      const next = await renewed(browser);
      clock.advance(20 * DAY_MS);
      await renewed(next);
    });

    it('gives 50 concurrent requests the same successor', async () => {
      const browser = await signIn();
      const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(server, browser.refreshToken)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const successors = new Set(answers.map((answer) => browserOf(answer).refreshToken));
      expect(successors.size).toBe(1);
      const [successor = ''] = successors;
      for (const answer of answers.slice(0, 3)) await me(browserOf(answer)).expect(200);
      await refresh(server, successor).expect(200);
    });

    it('ends the session when a token is reused after the leeway, and refuses its access token at once', async () => {
      const thief = await signIn();
      clock.advance(1_000);
      const owner = await renewed(thief);
      clock.advance(10_001);
      await me(owner).expect(200);
      const answer = await refresh(server, thief.refreshToken).expect(401);
      expect(answer.body).toMatchObject({ code: 'unauthenticated' });
      expect(refreshCookieOf(answer)).toMatchObject({ value: '', attributes: expect.arrayContaining(['Max-Age=0']) });
      await me(owner).expect(401);
      await refresh(server, owner.refreshToken).expect(401);
      const [sessionId = ''] = owner.refreshToken.split('.');
      expect(await endsOf(sessionId)).toMatchObject([{ payload: { reason: 'refresh_reused' } }]);
    });

    it('ends the session also within the leeway when the successor has been used', async () => {
      const first = await signIn();
      const second = await renewed(first);
      const third = await renewed(second);
      await refresh(server, first.refreshToken).expect(401);
      await me(third).expect(401);
    });

    it('ends no other session of the user', async () => {
      const [stolen, other] = [await signIn(), await signIn()];
      const next = await renewed(stolen);
      clock.advance(10_001);
      await refresh(server, stolen.refreshToken).expect(401);
      await me(next).expect(401);
      await me(other).expect(200);
    });

    it.each<[string, (token: string) => string]>([
      ['another mac', (token) => `${token.slice(0, -4)}AAAA`],
      ['another generation', (token) => token.replace('.0.', '.1.')],
      ['another session', (token) => `01980000-0000-7000-8000-000000000000${token.slice(36)}`],
      ['a mac in another spelling', (token) => token.slice(0, -1) + nextLetter(token.at(-1) ?? '')],
      ['no mac', (token) => token.split('.').slice(0, 2).join('.')],
      ['something at its end', (token) => `${token}.`],
      ['nothing', () => ''],
    ])('refuses a token with %s, and ends no session', async (_, forge) => {
      const browser = await signIn();
      const answer = await refresh(server, forge(browser.refreshToken)).expect(401);
      expect(answer.body).toMatchObject({ code: 'unauthenticated' });
      expect(refreshCookieOf(answer)?.value).toBe('');
      await me(browser).expect(200);
      await refresh(server, browser.refreshToken).expect(200);
    });

    it('accepts no refresh token as an access token, nor the reverse', async () => {
      const browser = await signIn();
      await server.call('get', '/auth/me').set('authorization', `Bearer ${browser.refreshToken}`).expect(401);
      await refresh(server, browser.signedIn.accessToken).expect(401);
    });

    it('refuses a request without the cookie', () => server.call('post', '/auth/refresh').expect(401));

    it('refuses the token of a disabled user, within the leeway too', async () => {
      const browser = await signIn('staff@borealis.test');
      const next = await renewed(browser);
      await server.database.query('update users set disabled_at = now() where email = $1', ['staff@borealis.test']);
      for (const { refreshToken } of [browser, next]) {
        const answer = await refresh(server, refreshToken).expect(401);
        expect(refreshCookieOf(answer)?.value).toBe('');
      }
    });
  });

  describe('POST /auth/logout', () => {
    it('ends the session of its access token, and no other', async () => {
      const [one, other] = [await signIn(), await signIn()];
      const answer = await withToken(server.call('post', '/auth/logout'), one).expect(204);
      expect(refreshCookieOf(answer)).toMatchObject({ value: '', attributes: expect.arrayContaining(['Max-Age=0']) });
      await me(one).expect(401);
      await refresh(server, one.refreshToken).expect(401);
      await me(other).expect(200);
      const [sessionId = ''] = one.refreshToken.split('.');
      expect(await endsOf(sessionId)).toMatchObject([{ payload: { reason: 'signed_out' } }]);
    });

    it('ends the session by the refresh cookie alone once the access token has expired', async () => {
      const browser = await signIn();
      clock.advance(600_000);
      const request = server.call('post', '/auth/logout').set('cookie', `x=1; bellhop_refresh=${browser.refreshToken}`);
      await withToken(request, browser).expect(204);
      await refresh(server, browser.refreshToken).expect(401);
    });

    it('is idempotent', async () => {
      const browser = await signIn();
      await withToken(server.call('post', '/auth/logout'), browser).expect(204);
      await withToken(server.call('post', '/auth/logout'), browser).expect(204);
      const [sessionId = ''] = browser.refreshToken.split('.');
      expect(await endsOf(sessionId)).toHaveLength(1);
    });

    it('voids the session’s tickets', async () => {
      const browser = await signIn();
      const { body } = await withToken(server.call('post', '/v2/realtime/tickets'), browser).expect(201);
      await withToken(server.call('post', '/auth/logout'), browser).expect(204);
      await server.call('head', `/v2/realtime/stream?ticket=${(body as Ticket).ticket}`).expect(401);
    });
  });

  describe('GET and DELETE /auth/sessions', () => {
    it('list where the user is signed in, newest first, and mark the current session', async () => {
      const laptop = await signInBrowser(server, 'manager@aurora.test', undefined, 'Laptop '.repeat(60));
      const phone = await signInBrowser(server, 'manager@aurora.test', undefined, 'Phone');
      const { items } = await sessionsOf(phone);
      expect(items).toMatchObject([
        { userAgent: 'Phone', current: true, address: expect.stringMatching(/127\.0\.0\.1$/) },
        { userAgent: expect.stringMatching(/^Laptop/), current: false },
      ]);
      expect(items[1]?.userAgent).toHaveLength(256);
      clock.advance(1_000);
      await renewed(laptop);
      const again = (await sessionsOf(phone)).items;
      expect(again.map(({ userAgent }) => userAgent)).toEqual(items.map(({ userAgent }) => userAgent));
      expect(again[1]?.refreshedAt).toBe(new Date(clock.now()).toISOString());

      const first = await sessionsOf(phone, '?limit=1');
      expect(first.items).toEqual(again.slice(0, 1));
      const rest = await sessionsOf(phone, `?limit=1&after=${first.next}`);
      expect(rest).toEqual({ items: again.slice(1), next: null });
    });

    it('end another session of the user at once', async () => {
      const [lost, here] = [await signIn('manager@borealis.test'), await signIn('manager@borealis.test')];
      const other = (await sessionsOf(here)).items.find(({ current }) => !current);
      await withToken(server.call('delete', `/auth/sessions/${other?.sessionId}`), here).expect(204);
      await me(lost).expect(401);
      await refresh(server, lost.refreshToken).expect(401);
      await me(here).expect(200);
      expect((await sessionsOf(here)).items).toHaveLength(1);
      await withToken(server.call('delete', `/auth/sessions/${other?.sessionId}`), here).expect(404);
      expect(await endsOf(other?.sessionId ?? '')).toMatchObject([{ payload: { reason: 'ended' } }]);
    });

    it.each(['staff@aurora.test', 'owner@borealis.test'])('do not reach the sessions of others: %s', async (email) => {
      const [mine, theirs] = [await signIn(), await signIn(email)];
      const [sessionId = ''] = theirs.refreshToken.split('.');
      await withToken(server.call('delete', `/auth/sessions/${sessionId}`), mine).expect(404);
      await me(theirs).expect(200);
      expect((await sessionsOf(mine)).items.map((row) => row.sessionId)).not.toContain(sessionId);
    });

    it('list no expired session', async () => {
      await signIn('staff@aurora.test');
      clock.advance(30 * DAY_MS);
      expect((await sessionsOf(await signIn('staff@aurora.test'))).items).toHaveLength(1);
    });
  });

  it('deletes sessions that no token opens any more', async () => {
    const { database } = server;
    const { refreshToken } = await signIn();
    const alive = await signIn();
    // Sessions expire, and the cleanup runs, by the database’s clock, not by an instance’s.
    const [sessionId] = refreshToken.split('.');
    await database.query("update sessions set expires_at = now() - interval '1 second' where session_id = $1", [
      sessionId,
    ]);
    await database.query('update scheduled_work set due_at = now()', []);
    clock.advance(60_000);
    await server.app.get(Schedule).look();
    expect(await database.query('select 1 from sessions where session_id = $1', [sessionId])).toEqual([]);
    await refresh(server, alive.refreshToken).expect(200);
  });

  it('sends the end of a session to servers only, not to subscribers', async () => {
    const browser = await signIn();
    const [sessionId = ''] = (await signIn()).refreshToken.split('.');
    const { headers } = await withToken(server.call('get', '/properties'), browser).expect(200);
    await withToken(server.call('delete', `/auth/sessions/${sessionId}`), browser).expect(204);
    const property = { name: 'Aurora Baixa', city: 'Lisbon', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 40 };
    await withToken(server.call('post', '/properties', property), browser).expect(201);
    const poll = `/v2/realtime/poll?cursor=${headers['x-realtime-cursor']}`;
    const { body } = await withToken(server.call('get', poll), browser).expect(200);
    expect(body).toMatchObject({ events: [{ eventType: 'PropertyCreated' }] });
  });

  it('returns the same user in every response', async () => {
    const browser = await signIn();
    const { body } = await me(await renewed(browser)).expect(200);
    expect(body).toEqual(browser.signedIn.user satisfies SignedIn['user']);
  });
});

/** Two bits of the last base64url letter of 32 bytes are unused; this one differs only in them. */
function nextLetter(letter: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(letter) ^ 1] ?? '';
}
