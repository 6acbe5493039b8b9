import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SignedIn, Ticket } from '@bellhop/protocol';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { SignJWT, UnsecuredJWT } from 'jose';
import { Tickets } from '../../src/platform/auth/tickets.js';
import { createTestApp, type TestApp, TEST_SETTINGS } from '../support/app.js';

const credentials = { email: 'owner@aurora.test', password: 'bellhop-demo' };

describe('auth', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await createTestApp();
  });
  afterAll(() => server.close());

  const me = (authorization: string) => server.call('get', '/auth/me').set('authorization', authorization);

  describe('POST /auth/login', () => {
    it('returns a token and the user', async () => {
      const { body } = await server.call('post', '/auth/login', credentials).expect(200);
      const { accessToken, expiresAt, user } = body as SignedIn;
      expect(expiresAt).toBeGreaterThan(Date.now());
      expect(user).toMatchObject({ role: 'owner', email: 'owner@aurora.test', orgName: 'Aurora Hotels' });
      expect(user.propertyIds).toHaveLength(3);
      expect((await me(`Bearer ${accessToken}`).expect(200)).body).toEqual(user);
    });

    it('ignores the case of the email', () =>
      server.call('post', '/auth/login', { ...credentials, email: 'Owner@Aurora.test' }).expect(200));

    it.each([
      ['a wrong password', { ...credentials, password: 'wrong' }],
      ['an unknown account', { ...credentials, email: 'nobody@aurora.test' }],
    ])('responds alike to %s', async (_, body) => {
      const answer = await server.call('post', '/auth/login', body).expect(401);
      expect(answer.body).toMatchObject({ code: 'invalid_credentials', status: 401 });
    });
  });

  describe('the guard', () => {
    const key = new TextEncoder().encode(TEST_SETTINGS.jwtSecret);
    const claims = async () => {
      const { accessToken } = (await server.call('post', '/auth/login', credentials)).body as SignedIn;
      const [, payload = ''] = accessToken.split('.');
      return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, string>;
    };
    const signed = (payload: Record<string, unknown>, typ = 'at+jwt', by = key, alg = 'HS256') =>
      new SignJWT(payload).setProtectedHeader({ alg, typ }).sign(by);

    it('accepts a valid token', async () => {
      await me(`Bearer ${await signed(await claims())}`).expect(200);
    });

    it.each<[string, () => Promise<string>]>([
      ['no token', () => Promise.resolve('')],
      ['another scheme', async () => `Basic ${await signed(await claims())}`],
      ['a second word', async () => `Bearer ${await signed(await claims())} x`],
      ['no token text', () => Promise.resolve('Bearer undefined')],
      ['another key', async () => `Bearer ${await signed(await claims(), 'at+jwt', new Uint8Array(32))}`],
      ['no signature', async () => `Bearer ${new UnsecuredJWT(await claims()).encode()}`],
      [
        'another algorithm',
        async () => `Bearer ${await signed(await claims(), 'at+jwt', new Uint8Array([...key, ...key]), 'HS512')}`,
      ],
      ['another type', async () => `Bearer ${await signed(await claims(), 'JWT')}`],
      ['another issuer', async () => `Bearer ${await signed({ ...(await claims()), iss: 'else' })}`],
      ['another audience', async () => `Bearer ${await signed({ ...(await claims()), aud: 'else' })}`],
      ['an expired token', async () => `Bearer ${await signed({ ...(await claims()), exp: 1 })}`],
      ['a token without expiry', async () => `Bearer ${await signed({ ...(await claims()), exp: undefined })}`],
      ['an unknown session', async () => `Bearer ${await signed({ ...(await claims()), sid: crypto.randomUUID() })}`],
      ['a session that is no id', async () => `Bearer ${await signed({ ...(await claims()), sid: "' or 1=1" })}`],
    ])('refuses %s', async (_, authorization) => {
      const answer = await me(await authorization()).expect(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ code: 'unauthenticated' });
    });

    it.each([
      '/tasks',
      '/properties',
      '/finance/summary',
      '/v2/realtime/stream',
      '/v2/realtime/poll',
      '/tasks/realtime/subscribe',
    ])('requires a token for %s', (path) => server.call('get', path).expect(401));

    it('refuses a disabled user at once', async () => {
      const staff = await server.signIn('staff', 'borealis');
      await staff.call('get', '/auth/me').expect(200);
      const owner = await server.signIn('owner', 'borealis');
      await owner.call('patch', `/users/${staff.signedIn.user.userId}`, { disabled: true }).expect(200);
      await staff.call('get', '/auth/me').expect(401);
      await server.call('post', '/auth/login', { email: 'staff@borealis.test', password: 'bellhop-demo' }).expect(401);
    });
  });

  describe('tickets', () => {
    /** HEAD ends after the stream’s headers; a GET would stay open. */
    const open = (ticket: string) => server.call('head', `/v2/realtime/stream?ticket=${ticket}`);
    const issue = async () => {
      const member = await server.signIn('owner');
      const { body } = await member.call('post', '/v2/realtime/tickets').expect(201);
      return { member, ticket: body as Ticket };
    };

    it('opens the stream once', async () => {
      const { ticket } = await issue();
      expect(Buffer.from(ticket.ticket, 'base64url')).toHaveLength(32);
      expect(ticket.expiresAt - Date.now()).toBeLessThanOrEqual(30_000);
      await open(ticket.ticket).expect(200);
      await open(ticket.ticket).expect(401);
    });

    it('opens one stream when redeemed 8 times concurrently', async () => {
      const { ticket } = await issue();
      const answers = await Promise.all(Array.from({ length: 8 }, () => open(ticket.ticket)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('opens nothing but the stream', async () => {
      const { ticket } = await issue();
      await server.call('get', `/auth/me?ticket=${ticket.ticket}`).expect(401);
      await server.call('get', `/v2/realtime/poll?ticket=${ticket.ticket}`).expect(401);
    });

    it('is void once its session has ended', async () => {
      const { member, ticket } = await issue();
      await member.call('post', '/auth/logout').expect(204);
      await open(ticket.ticket).expect(401);
    });

    it('expires after 30 s, and an access token after ten minutes', async () => {
      const clock = new SimulatedClock(Date.now());
      const later = await createTestApp({ clock });
      try {
        const member = await later.signIn('owner');
        const { body } = await member.call('post', '/v2/realtime/tickets').expect(201);
        // Tickets expire by the database’s clock.
        await later.database.query("update tickets set expires_at = expires_at - interval '30 seconds'", []);
        await later.call('head', `/v2/realtime/stream?ticket=${(body as Ticket).ticket}`).expect(401);
        await member.call('get', '/auth/me').expect(200);
        clock.advance(600_000);
        await member.call('get', '/auth/me').expect(401);
      } finally {
        await later.close();
      }
    });

    it('stays valid while an instance whose clock is 25 h ahead issues tickets', async () => {
      const clock = new SimulatedClock(Date.now());
      const instance = await createTestApp({ clock });
      try {
        const member = await instance.signIn('owner');
        const { body } = await member.call('post', '/v2/realtime/tickets').expect(201);
        const tickets = instance.app.get(Tickets);
        const session = await instance.database.query<{ id: string }>('select session_id as id from tickets', []);
        clock.step(90_000_000);
        await tickets.issue(session[0]?.id ?? '');
        clock.step(-90_000_000);
        expect(await tickets.redeem((body as Ticket).ticket)).toMatchObject({ sessionId: session[0]?.id });
      } finally {
        await instance.close();
      }
    });

    it('is not stored in clear text', async () => {
      const { ticket } = await issue();
      const rows = await server.database.query('select ticket_hash from tickets', []);
      expect(JSON.stringify(rows)).not.toContain(ticket.ticket);
    });

    it('responds 401 invalid_ticket to a malformed ticket', async () => {
      const answer = await server.call('get', '/v2/realtime/stream?ticket=a&ticket=b').expect(401);
      expect(answer.body).toMatchObject({ code: 'invalid_ticket' });
    });
  });
});
