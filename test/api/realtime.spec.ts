import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue, type Task } from '@bellhop/hotel';
import type { Gap, Problem, Ready, Ticket } from '@bellhop/protocol';
import { EVENT_LOG, type SqlEventLog } from '@bellhop/realtime';
import { unlogged } from '@bellhop/realtime/testing';
import type { Tx } from '../../src/platform/database/database.js';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { type Transports, eventsOf, openTransports } from '../support/realtime.js';

describe('realtime', () => {
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  let staff: Member;
  let stranger: Member;
  let property: string;
  let second: string;
  let titles = 0;

  beforeAll(async () => {
    server = await createTestApp();
    transports = await openTransports(server);
    owner = await server.signIn('owner');
    staff = await server.signIn('staff');
    stranger = await server.signIn('owner', 'borealis');
    property = firstProperty(owner);
    second = owner.signedIn.user.propertyIds[1] ?? '';
  });
  afterEach(() => transports.closeAll());
  afterAll(() => server.close());

  const createTask = async (propertyId = property): Promise<Task> =>
    (await owner.call('post', '/tasks', { propertyId, title: `task ${(titles += 1)}` }).expect(201)).body as Task;
  const createRevenue = (propertyId = property) =>
    owner
      .call('post', '/finance/revenues', { propertyId, amountMinor: 100, currency: 'EUR', category: 'room' })
      .expect(201);
  const head = async (): Promise<string> =>
    (await owner.call('get', '/tasks').expect(200)).headers['x-realtime-cursor'] as string;

  describe('a stream and a long-poll from the same cursor', () => {
    it('deliver the same events in the same order', async () => {
      const cursor = await head();
      const live = await transports.ready(owner, `?cursor=${cursor}`);
      const task = await createTask();
      await createRevenue(second);
      await owner.call('patch', `/tasks/${task.taskId}`, { status: 'done', title: 'both' }).expect(200);
      await owner.call('delete', `/tasks/${task.taskId}`).expect(204);
      const end = await head();
      await live.find(({ id }) => id === end);
      const replayed = await transports.ready(owner, '', { 'last-event-id': cursor });
      await replayed.find(({ id }) => id === end);
      const polled = await transports.poll(owner, `?cursor=${cursor}`);

      expect(polled.cursor).toBe(end);
      expect(polled.events.map(({ eventType }) => eventType)).toEqual([
        'TaskCreated',
        'RevenueCreated',
        'TaskUpdated',
        'TaskStatusChanged',
        'TaskDeleted',
      ]);
      expect(eventsOf(live)).toEqual(polled.events);
      expect(eventsOf(replayed)).toEqual(polled.events);
    });

    it('start after a snapshot at its X-Realtime-Cursor', async () => {
      const snapshot = await owner.call('get', '/tasks').expect(200);
      const task = await createTask();
      const { events } = await transports.poll(owner, `?cursor=${String(snapshot.headers['x-realtime-cursor'])}`);
      expect(events.map(({ payload }) => (payload as Task).taskId)).toEqual([task.taskId]);
    });
  });

  describe('a stream', () => {
    it('responds as an event stream that no cache or proxy holds back', async () => {
      const { response } = await transports.ready(owner);
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
    });

    it('starts at the head without a cursor', async () => {
      await createTask();
      const cursor = await head();
      const client = await transports.ready(owner);
      expect(client.frames[0]).toMatchObject({ event: 'ready', id: cursor });
      const ready = JSON.parse(client.frames[0]?.data ?? '') as Ready;
      expect(ready).toMatchObject({ cursor, head: cursor, heartbeatMs: 15_000 });
    });

    it('prefers Last-Event-ID to the cursor in the query', async () => {
      const cursor = await head();
      const { eventId } = eventsOf(
        await (async () => {
          const client = await transports.ready(owner);
          await createTask();
          await client.find(({ event }) => event === 'tasks');
          return client;
        })(),
      )[0] ?? { eventId: '' };
      const client = await transports.stream(owner, `?cursor=${await head()}`, { 'last-event-id': cursor });
      const frame = await client.find(({ event }) => event === 'tasks');
      expect(JSON.parse(frame.data)).toMatchObject({ eventId });
    });

    it('can be narrowed to domains and one property', async () => {
      const client = await transports.ready(owner, `?domains=tasks&propertyId=${second}`);
      await createTask();
      await createRevenue(second);
      const wanted = await createTask(second);
      await client.find(({ event }) => event === 'tasks');
      expect(eventsOf(client).map(({ payload }) => (payload as Task).taskId)).toEqual([wanted.taskId]);
    });

    it('hides finance and the second property from staff', async () => {
      const client = await transports.ready(staff);
      await createRevenue();
      await createTask(second);
      const wanted = await createTask();
      await client.find(({ event }) => event === 'tasks');
      expect(eventsOf(client).map(({ payload }) => (payload as Task).taskId)).toEqual([wanted.taskId]);
    });

    it('delivers nothing to a user of another org', async () => {
      const other = await transports.ready(stranger);
      const own = await transports.ready(owner);
      await createTask();
      await own.find(({ event }) => event === 'tasks');
      await stranger.call('post', '/tasks', { propertyId: firstProperty(stranger), title: 'mine' }).expect(201);
      await other.find(({ event }) => event === 'tasks');
      expect(eventsOf(other).map(({ orgId }) => orgId)).toEqual([stranger.signedIn.user.orgId]);
    });

    it('is gzipped on request, each event as it happens', async () => {
      const client = await transports.ready(owner, '', { 'accept-encoding': 'gzip' });
      expect(client.response.headers.get('content-encoding')).toBe('gzip');
      for (let n = 0; n < 3; n += 1) {
        const { taskId } = await createTask();
        await client.find(({ data }) => data.includes(taskId));
      }
      const plain = await transports.ready(owner, '', { 'accept-encoding': 'identity' });
      expect(plain.response.headers.get('content-encoding')).toBeNull();
    });

    it('speaks HTTP/1.0 without chunks, as nginx does to an upstream by default', async () => {
      const socket = connect(Number(new URL(transports.url).port), '127.0.0.1');
      socket.write(`GET /v2/realtime/stream HTTP/1.0\r\nAuthorization: Bearer ${owner.signedIn.accessToken}\r\n\r\n`);
      let text = '';
      socket.setEncoding('utf8').on('data', (more: string) => (text += more));
      while (!text.includes('event: ready')) await once(socket, 'data');
      const { taskId } = await createTask();
      while (!text.includes(taskId)) await once(socket, 'data');
      socket.destroy();
      expect(text).not.toMatch(/transfer-encoding/i);
      expect(text).toMatch(/\r\n\r\nretry: 2000\n\nid: [^\n]+\nevent: ready\n/);
    });

    it('ignores bytes that its client sends after the request', async () => {
      const socket = connect(Number(new URL(transports.url).port), '127.0.0.1');
      const request = `GET /v2/realtime/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${owner.signedIn.accessToken}\r\n\r\n`;
      socket.write(request);
      let text = '';
      socket.setEncoding('utf8').on('data', (more: string) => (text += more));
      while (!text.includes('event: ready')) await once(socket, 'data');
      socket.write(request.repeat(3));
      const { taskId } = await createTask();
      while (!text.includes(taskId)) await once(socket, 'data');
      socket.destroy();
      expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    });

    it('responds to HEAD with its headers only', async () => {
      const answer = await owner.call('head', '/v2/realtime/stream').expect(200);
      expect(answer.headers['content-type']).toContain('text/event-stream');
    });
  });

  describe('a long-poll', () => {
    it.each(['/v2/realtime/poll', '/tasks/realtime/subscribe'])(
      'delivers every event to each of two clients: %s',
      async (path) => {
        const cursor = await head();
        const waiting = [1, 2].map(() => transports.poll(owner, `?cursor=${cursor}`, path));
        const { taskId } = await createTask();
        const answers = await Promise.all(waiting);
        for (const { events } of answers)
          expect(events.map(({ payload }) => (payload as Task).taskId)).toEqual([taskId]);
      },
    );

    it('without a cursor continues from what its own session has had', async () => {
      const [one, two] = [await server.signIn('owner'), await server.signIn('owner')];
      const first = await createTask();
      const ids = (answer: { events: readonly { payload: unknown }[] }): string[] =>
        answer.events.map(({ payload }) => (payload as Task).taskId);
      const path = '/tasks/realtime/subscribe';
      expect(ids(await transports.poll(one, '', path))).toContain(first.taskId);
      const next = await createTask();
      expect(ids(await transports.poll(one, '', path))).toEqual([next.taskId]);
      expect(ids(await transports.poll(two, '', path))).toEqual(expect.arrayContaining([first.taskId, next.taskId]));
    });

    it('answered to HEAD does not move the session’s cursor: the next poll has every event', async () => {
      const member = await server.signIn('owner');
      const path = '/tasks/realtime/subscribe';
      await transports.poll(member, '', path);
      const { taskId } = await createTask();
      const head = await member.call('head', path).expect(200);
      expect(head.headers['content-type']).toContain('application/json');
      const { events } = await transports.poll(member, '', path);
      expect(events.map(({ payload }) => (payload as Task).taskId)).toEqual([taskId]);
    });

    it('wakes for its own property only', async () => {
      const waiting = transports.poll(owner, `?cursor=${await head()}&propertyId=${second}`);
      await createTask();
      const { taskId } = await createTask(second);
      expect((await waiting).events.map(({ payload }) => (payload as Task).taskId)).toEqual([taskId]);
    });

    it('is gzipped on request', async () => {
      const cursor = await head();
      await createTask();
      const answer = await fetch(`${transports.url}/v2/realtime/poll?cursor=${cursor}`, {
        headers: { authorization: `Bearer ${owner.signedIn.accessToken}`, 'accept-encoding': 'gzip' },
      });
      expect(answer.headers.get('content-encoding')).toBe('gzip');
      expect(await answer.json()).toMatchObject({ events: [{ eventType: 'TaskCreated' }] });
    });
  });

  describe('a cursor that cannot be served', () => {
    const epoch = async (): Promise<string> => (await head()).split('.')[0] ?? '';
    const cases: [Gap['reason'], () => Promise<string>][] = [
      ['malformed', () => Promise.resolve('what%20is%20this%0Aid:%201')],
      ['malformed', () => Promise.resolve('')],
      ['epoch', () => Promise.resolve('another.1')],
      ['ahead', async () => `${await epoch()}.999999`],
    ];

    it.each(cases)(
      '%s: causes a gap on stream and poll, never silence and never all events',
      async (reason, cursorOf) => {
        const now = await head();
        const cursor = await cursorOf();
        const polled = await transports.poll(owner, `?cursor=${cursor}`);
        expect(polled).toEqual({ events: [], cursor: now, gap: { reason, cursor: now, domains: expect.any(Array) } });
        expect(polled.gap?.domains.toSorted()).toEqual(Object.keys(catalogue).sort());
        const client = await transports.stream(owner, `?cursor=${cursor}`);
        const frame = await client.find(({ event }) => event === 'gap');
        expect([frame.id, JSON.parse(frame.data)]).toEqual([now, polled.gap]);
        const { taskId } = await createTask();
        await client.find(({ data }) => data.includes(taskId));
        expect(eventsOf(client)).toHaveLength(1);
      },
    );

    it('expired: causes a gap once retention has removed the next event', async () => {
      const fresh = await createTestApp();
      try {
        const member = await fresh.signIn('owner');
        const before = await member.call('get', '/tasks').expect(200);
        const cursor = String(before.headers['x-realtime-cursor']);
        // Written by another instance: this one keeps its own events in memory.
        const log = fresh.app.get<SqlEventLog<Tx>>(EVENT_LOG, { strict: false });
        const { orgId } = member.signedIn.user;
        const gone = () => unlogged(orgId, { domain: 'tasks', eventType: 'TaskDeleted' });
        await fresh.database.transaction(async (tx) => {
          await log.append(tx, [gone(), gone()], { onDuplicate: 'unchecked' });
          await fresh.database.query('delete from realtime_events where seq = 1', [], tx);
        });
        const expired = { events: [], gap: { reason: 'expired' } };
        expect((await member.call('get', `/v2/realtime/poll?cursor=${cursor}`).expect(200)).body).toMatchObject(
          expired,
        );
        const { url, stream, closeAll } = await openTransports(fresh);
        expect(url).toMatch(/^http/);
        const client = await stream(member, `?cursor=${cursor}`);
        const frame = await client.find(({ event }) => event === 'gap');
        expect(JSON.parse(frame.data)).toMatchObject(expired.gap);
        expect(eventsOf(client)).toEqual([]);
        closeAll();
      } finally {
        await fresh.close();
      }
    });
  });

  describe('a request that cannot be served', () => {
    const both = ['/v2/realtime/stream', '/v2/realtime/poll'];
    const bad = [
      ...both.flatMap((path) => [
        { path, query: '?domains=nothing', status: 400, code: 'validation_failed', fields: ['domains'] },
        { path, query: '?domains=tasks&domains=finance', status: 400, code: 'validation_failed', fields: ['domains'] },
        { path, query: '?propertyId=', status: 400, code: 'validation_failed', fields: ['propertyId'] },
        { path, query: '?cursor=a.1&cursor=a.2', status: 400, code: 'validation_failed', fields: ['cursor'] },
        { path, query: '?propertyId=not-a-property', status: 404, code: 'not_found', fields: [] },
        { path, query: '?propertyId=%00', status: 404, code: 'not_found', fields: [] },
      ]),
      ...['999', '1e3', '25001', '-1', ''].map((timeoutMs) => ({
        path: '/tasks/realtime/subscribe',
        query: `?timeoutMs=${timeoutMs}`,
        status: 400,
        code: 'validation_failed',
        fields: ['timeoutMs'],
      })),
    ];
    it.each(bad)('$path$query: $status $code', async ({ path, query, status, code, fields }) => {
      const answer = await owner.call('get', `${path}${query}`).expect(status);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      const { errors = [], ...problem } = answer.body as Problem;
      expect(problem).toMatchObject({ code, status });
      expect(errors.map(({ field }) => field)).toEqual(fields);
    });

    it.each([...both, ...Object.keys(catalogue).map((domain) => `/${domain}/realtime/subscribe`)])(
      '%s: 401 without sign-in',
      async (path) => {
        const answer = await server.call('get', path).expect(401);
        expect(answer.body).toMatchObject({ code: 'unauthenticated' });
      },
    );

    it('gets 403 when staff ask for finance only', async () => {
      await staff.call('get', '/finance/realtime/subscribe').expect(403);
      await staff.call('get', '/v2/realtime/stream?domains=finance').expect(403);
    });

    it.each(both)('%s: gets 404 for a property of another org or one the user may not see', async (path) => {
      await stranger.call('get', `${path}?propertyId=${property}`).expect(404);
      await staff.call('get', `${path}?propertyId=${second}`).expect(404);
    });
  });

  describe('a ticket', () => {
    const ticketOf = async (member: Member): Promise<string> =>
      ((await member.call('post', '/v2/realtime/tickets').expect(201)).body as Ticket).ticket;

    it('opens one stream, even when 20 try', async () => {
      const ticket = await ticketOf(owner);
      expect(ticket.length).toBeGreaterThanOrEqual(22);
      const tries = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const abort = new AbortController();
          const { status } = await fetch(`${transports.url}/v2/realtime/stream?ticket=${ticket}`, {
            signal: abort.signal,
          });
          abort.abort();
          return status;
        }),
      );
      expect(tries.sort()).toEqual([200, ...Array.from({ length: 19 }, () => 401)]);
    });

    it('opens nothing but a stream, and nothing after its session has ended', async () => {
      const member = await server.signIn('owner');
      await server.call('get', `/v2/realtime/poll?ticket=${await ticketOf(member)}`).expect(401);
      const ticket = await ticketOf(member);
      await member.call('post', '/auth/logout').expect(204);
      await server.call('get', `/v2/realtime/stream?ticket=${ticket}`).expect(401);
    });
  });
});
