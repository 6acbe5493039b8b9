import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { User } from '@bellhop/hotel';
import type { Access, Bye, Page, PollResponse, SessionRow, SignedIn, Ticket } from '@bellhop/protocol';
import { MetricsReport } from '@bellhop/realtime';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { headOf } from '../support/log.js';
import { type Transports, eventsOf, openTransports } from '../support/realtime.js';
import { SseClient } from '../support/sse-client.js';

const byeOf = async (client: SseClient): Promise<Bye> => {
  const { data } = await client.find(({ event }) => event === 'bye');
  await client.ended;
  return JSON.parse(data) as Bye;
};
const accessOf = async (client: SseClient): Promise<Access> =>
  JSON.parse((await client.find(({ event }) => event === 'access')).data) as Access;
const titles = (client: SseClient): unknown[] =>
  eventsOf(client)
    .filter(({ domain }) => domain === 'tasks')
    .map(({ payload }) => (payload as { title: string }).title);

describe('open streams and polls', () => {
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  let first: string;
  let second: string;
  beforeAll(async () => {
    server = await createTestApp();
    transports = await openTransports(server);
    owner = await server.signIn('owner');
    [first = '', second = ''] = owner.signedIn.user.propertyIds;
  });
  afterEach(() => transports.closeAll());
  afterAll(() => server.close());

  const change = async (userId: string, changes: object): Promise<User> =>
    (await owner.call('patch', `/users/${userId}`, changes).expect(200)).body as User;
  const addTask = (title: string, propertyId = first) =>
    owner.call('post', '/tasks', { propertyId, title }).expect(201);
  const addRevenue = () =>
    owner
      .call('post', '/finance/revenues', { propertyId: first, amountMinor: 1, currency: 'EUR', category: 'other' })
      .expect(201);

  describe('end with their session', () => {
    it('at logout: the stream ends before the logout is answered, and other sessions continue', async () => {
      const one = await server.signIn('manager');
      const other = await server.signIn('manager');
      const [stream, staying] = [await transports.ready(one), await transports.ready(other)];
      await one.call('post', '/auth/logout').expect(204);
      expect(await byeOf(stream)).toEqual({ reason: 'revoked', reconnectInMs: 0 });
      await addTask('after the logout');
      await staying.find(({ data }) => data.includes('after the logout'));
      expect(titles(stream)).not.toContain('after the logout');
      expect((await transports.stream(one)).response.status).toBe(401);
    });

    it('when another device ends it', async () => {
      const [phone, desk] = [await server.signIn('manager'), await server.signIn('manager')];
      const stream = await transports.ready(phone);
      const { items } = (await phone.call('get', '/auth/sessions').expect(200)).body as Page<SessionRow>;
      const ours = items.find(({ current }) => current)?.sessionId ?? '';
      await desk.call('delete', `/auth/sessions/${ours}`).expect(204);
      expect(await byeOf(stream)).toMatchObject({ reason: 'revoked' });
      await phone.call('get', '/auth/me').expect(401);
    });

    it('a waiting poll gets 401', async () => {
      const member = await server.signIn('manager');
      const cursor = await headOf(member);
      const answer = fetch(`${transports.url}/v2/realtime/poll?cursor=${cursor}`, {
        headers: { authorization: `Bearer ${member.signedIn.accessToken}` },
      });
      await waiting(server);
      await member.call('post', '/auth/logout').expect(204);
      const { status, headers } = await answer;
      expect([status, headers.get('content-type')]).toEqual([401, expect.stringContaining('application/problem+json')]);
    });

    it('a ticket of an ended session opens nothing', async () => {
      const member = await server.signIn('manager');
      const { body } = await member.call('post', '/v2/realtime/tickets').expect(201);
      await member.call('post', '/auth/logout').expect(204);
      await server.call('get', `/v2/realtime/stream?ticket=${(body as Ticket).ticket}`).expect(401);
    });

    it('one of a hundred streams with the same ticket is served', async () => {
      const member = await server.signIn('manager');
      const { body } = await member.call('post', '/v2/realtime/tickets').expect(201);
      const url = `${transports.url}/v2/realtime/stream?ticket=${(body as Ticket).ticket}`;
      const clients = await Promise.all(Array.from({ length: 100 }, () => SseClient.open(url)));
      const served = clients.filter(({ response }) => response.ok);
      expect(served).toHaveLength(1);
      expect(new Set(clients.map(({ response }) => response.status))).toEqual(new Set([200, 401]));
      for (const client of clients) client.close();
    });
  });

  describe('follow a change of rights from the next event on, without reconnecting', () => {
    let member: Member;
    let user: User;
    beforeEach(async () => {
      member = await server.signIn('staff');
      user = (await owner.call('get', `/users/${member.signedIn.user.userId}`).expect(200)).body as User;
    });
    afterEach(async () => {
      await change(user.userId, { role: 'staff', propertyIds: [first] });
    });

    it('a role: the domains it adds and removes', async () => {
      const stream = await transports.ready(member);
      await addRevenue();
      await change(user.userId, { role: 'manager' });
      expect((await accessOf(stream)).domains).toContain('finance');
      await addRevenue();
      await stream.find(({ event }) => event === 'finance');
      await change(user.userId, { role: 'staff' });
      await addRevenue();
      await addTask('after the demotion');
      await stream.find(({ data }) => data.includes('after the demotion'));
      const names = stream.frames.map(({ event }) => event).filter((event) => event !== 'heartbeat');
      expect(names).toEqual(['ready', 'access', 'users', 'finance', 'access', 'users', 'tasks']);
    });

    it('a property list', async () => {
      const stream = await transports.ready(member);
      await addTask('in the second, not yet', second);
      await change(user.userId, { propertyIds: [second] });
      expect(await accessOf(stream)).toMatchObject({ propertyIds: [second] });
      await addTask('in the first, no more');
      await addTask('in the second', second);
      await stream.find(({ data }) => data.includes('in the second"'));
      expect(titles(stream)).toEqual(['in the second']);
    });

    it('a stream never gets more than it asked for', async () => {
      const stream = await transports.ready(member, '?domains=tasks');
      await change(user.userId, { role: 'manager' });
      expect((await accessOf(stream)).domains).toEqual(['tasks']);
      await addRevenue();
      await addTask('of the promoted');
      await stream.find(({ data }) => data.includes('of the promoted'));
      expect(stream.frames.filter(({ event }) => event === 'finance')).toEqual([]);
    });

    it('a waiting poll returns with the new rights', async () => {
      const cursor = await headOf(member);
      const answer = transports.poll(member, `?cursor=${cursor}`);
      await waiting(server);
      await change(user.userId, { role: 'manager' });
      const { access, events, cursor: next } = await answer;
      expect(access?.domains).toContain('finance');
      expect(events.filter(({ domain }) => domain === 'finance')).toEqual([]);
      await addRevenue();
      const more: PollResponse = await transports.poll(member, `?cursor=${next}`);
      expect(more.events.map(({ domain }) => domain)).toEqual(['users', 'finance']);
    });

    it('a disabled user is signed out and stays out', async () => {
      const stream = await transports.ready(member);
      await change(user.userId, { disabled: true });
      expect(await byeOf(stream)).toMatchObject({ reason: 'revoked' });
      expect((await transports.stream(member)).response.status).toBe(401);
      await change(user.userId, { disabled: false });
      expect((await transports.stream(member)).response.status).toBe(401);
    });
  });

  describe('are limited', () => {
    it('by user: one more gets 429 and the time to retry', async () => {
      const member = await server.signIn('manager', 'borealis');
      for (let open = 0; open < 20; open += 1) await transports.ready(member);
      const refused = await transports.stream(member);
      expect([refused.response.status, refused.response.headers.get('retry-after')]).toEqual([429, '30']);
      const { body } = await member.call('post', '/v2/realtime/tickets').expect(201);
      const byTicket = await SseClient.open(`${transports.url}/v2/realtime/stream?ticket=${(body as Ticket).ticket}`);
      expect(await byeOf(byTicket)).toEqual({ reason: 'too-many', reconnectInMs: 30_000 });
      const somebodyElse = await server.signIn('owner', 'borealis');
      await transports.ready(somebodyElse);
    });
  });
});

describe('a session that is not refreshed', () => {
  const clock = new SimulatedClock(Date.now());
  let server: TestApp;
  let transports: Transports;
  beforeAll(async () => {
    server = await createTestApp({ clock });
    transports = await openTransports(server);
  });
  afterAll(async () => {
    transports.closeAll();
    await server.close();
  });

  /** Signs in and keeps the refresh cookie, as a browser does. */
  async function browser(): Promise<{ member: Member; refresh: () => Promise<void> }> {
    const credentials = { email: 'owner@aurora.test', password: 'bellhop-demo' };
    const answer = await server.call('post', '/auth/login', credentials).expect(200);
    let cookie = cookieOf(answer.headers);
    const signedIn = answer.body as SignedIn;
    const member: Member = {
      signedIn,
      call: (method, path, body) =>
        server.call(method, path, body).set('authorization', `Bearer ${signedIn.accessToken}`),
    };
    return {
      member,
      refresh: async () => {
        const renewed = await server.call('post', '/auth/refresh').set('cookie', cookie).expect(200);
        cookie = cookieOf(renewed.headers);
      },
    };
  }

  it('ends its streams when its token expires; a refreshed session keeps them', async () => {
    const [idle, busy] = [await browser(), await browser()];
    const life = idle.member.signedIn.expiresAt - clock.now();
    const [left, kept] = [await transports.ready(idle.member), await transports.ready(busy.member)];
    clock.advance(life - 60_000);
    await busy.refresh();
    expect(left.frames.map(({ event }) => event)).not.toContain('bye');
    while (!left.frames.some(({ event }) => event === 'bye')) {
      clock.advance(100);
      await settled();
    }
    expect(clock.now()).toBeGreaterThanOrEqual(idle.member.signedIn.expiresAt);
    expect(await byeOf(left)).toEqual({ reason: 'expired', reconnectInMs: 0 });
    await busy.refresh();
    const expiresAt = clock.now() + life;
    clock.advance(life - 2_000);
    while (!kept.frames.some(({ event }) => event === 'bye')) {
      clock.advance(100);
      await settled();
    }
    expect(clock.now()).toBeGreaterThanOrEqual(expiresAt - 1_000); // tokens count whole seconds
    expect(await byeOf(kept)).toMatchObject({ reason: 'expired' });
  });
});

const cookieOf = (headers: Record<string, unknown>): string => String(headers['set-cookie']).split(';')[0] ?? '';
const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Resolves once a poll is waiting. */
async function waiting({ app }: TestApp): Promise<void> {
  const metrics = app.get(MetricsReport, { strict: false });
  while (metrics.read().pollsWaiting === 0) await settled();
}
