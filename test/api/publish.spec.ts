import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type DurableEvent, parseCursor, type Problem, type PublishedEvent, type Ticket } from '@bellhop/protocol';
import { v7 as uuidv7 } from 'uuid';
import { createTestApp, firstProperty, type Member, type Method, type TestApp } from '../support/app.js';
import { freezeDate } from '../support/frozen-date.js';
import { eventsAfter, headOf } from '../support/log.js';
import { createService, type Service, taskCreated } from '../support/publishing.js';
import { type Transports, eventsOf, openTransports } from '../support/realtime.js';

const EVENTS = '/v2/realtime/events';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const idsOf = (events: readonly { readonly eventId?: string }[]) => events.map(({ eventId }) => eventId);
const seqOf = (cursor: string): number => parseCursor(cursor)?.seq ?? NaN;

describe('publishing from another service', () => {
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  let stranger: Member;
  let service: Service;
  let head: string;
  beforeAll(async () => {
    server = await createTestApp();
    transports = await openTransports(server);
    owner = await server.signIn('owner');
    stranger = await server.signIn('owner', 'borealis');
    service = await createService(server, owner);
  });
  beforeEach(async () => {
    head = await headOf(owner);
  });
  afterEach(() => void jest.useRealTimers());
  afterEach(() => transports.closeAll());
  afterAll(() => server.close());

  const task = (more?: Partial<PublishedEvent>, fields?: Readonly<Record<string, unknown>>) =>
    taskCreated(owner, more, fields);

  /** Publishes a body that must be refused, and checks that nothing was written. */
  async function refused(body: unknown, status: number): Promise<Problem> {
    const answer = await service.publish(body);
    expect({ status: answer.status, body: answer.body as unknown }).toMatchObject({ status, body: { status } });
    expect(await headOf(owner)).toBe(head);
    return answer.body as Problem;
  }

  describe('delivers events like any other', () => {
    it('one', async () => {
      const stream = await transports.ready(owner);
      const sent = task({ timestamp: Date.now() - HOUR });
      const answer = await service.publish(sent).expect(202);
      expect(answer.headers['cache-control']).toBe('no-store');
      const frame = await stream.find(({ event }) => event === 'tasks');
      expect(JSON.parse(frame.data)).toEqual({
        ...sent,
        orgId: owner.signedIn.user.orgId,
        seq: seqOf(head) + 1,
      });
      expect(answer.body).toEqual({ accepted: 1, cursor: frame.id });
    });

    it('an array in its order, with the server’s ids and times where it has none', async () => {
      const { eventId: _id, propertyId: _property, ...anonymous } = task();
      const before = Date.now();
      const { accepted, cursor } = await service.accepted([task(), anonymous, task({ eventType: 'TaskUpdated' })]);
      expect([accepted, seqOf(cursor)]).toEqual([3, seqOf(head) + 3]);
      const events = await eventsAfter(owner, head);
      expect(events.map(({ eventType }) => eventType)).toEqual(['TaskCreated', 'TaskCreated', 'TaskUpdated']);
      expect(events[1]?.eventId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      expect(events[1]).not.toHaveProperty('propertyId');
      for (const { timestamp } of events) expect(timestamp).toBeGreaterThanOrEqual(before);
    });

    it('to its own organisation only', async () => {
      const theirs = await headOf(stranger);
      await service.accepted(task());
      expect(await headOf(stranger)).toBe(theirs);
      const other = await createService(server, stranger);
      await other.accepted(taskCreated(stranger));
      expect((await eventsAfter(owner, head)).length).toBe(1);
      expect((await eventsAfter(stranger, theirs)).length).toBe(1);
    });

    it('500 in one request, of 4 kB each', async () => {
      const batch = Array.from({ length: 500 }, () => task({}, { description: 'x'.repeat(3_400) }));
      expect(Buffer.byteLength(JSON.stringify(batch))).toBeGreaterThan(2_000_000 * 0.95);
      const { accepted, cursor } = await service.accepted(batch);
      expect([accepted, seqOf(cursor)]).toEqual([500, seqOf(head) + 500]);
    });
  });

  describe('requires an API key', () => {
    it.each([
      ['nothing', () => ({})],
      ['a session', () => ({ authorization: `Bearer ${owner.signedIn.accessToken}` })],
      ['an unknown key', () => ({ authorization: `Bearer bh_${'A'.repeat(43)}` })],
      ['a key cut short', () => ({ authorization: `Bearer ${service.key.slice(0, -1)}` })],
      ['another scheme', () => ({ authorization: `Basic ${service.key}` })],
    ])('and responds 401 to %s', async (_, headers) => {
      const answer = await server.call('post', EVENTS, task()).set(headers()).expect(401);
      expect(answer.body).toMatchObject({ code: 'unauthenticated' });
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(await headOf(owner)).toBe(head);
    });

    it('not a ticket, and no key in the URL', async () => {
      const { ticket } = (await owner.call('post', '/v2/realtime/tickets').expect(201)).body as Ticket;
      await server.call('post', `${EVENTS}?ticket=${ticket}`, task()).expect(401);
      await server.call('post', `${EVENTS}?key=${service.key}&access_token=${service.key}`, task()).expect(401);
    });

    const elsewhere: readonly (readonly [Method, string])[] = [
      ['get', '/tasks'],
      ['post', '/tasks'],
      ['get', '/auth/me'],
      ['post', '/auth/logout'],
      ['get', '/v2/realtime/stream'],
      ['get', '/v2/realtime/poll'],
      ['get', '/tasks/realtime/subscribe'],
      ['post', '/v2/realtime/tickets'],
      ['get', '/v2/realtime/keys'],
      ['post', '/v2/realtime/keys'],
    ];
    it.each(elsewhere)('which opens nothing else: %s %s', async (method, path) => {
      await server.call(method, path).set('authorization', `Bearer ${service.key}`).expect(401);
    });
  });

  describe('refuses', () => {
    it('a domain outside the key’s scope with 403, before it reveals anything about the event', async () => {
      const problem = await refused([task(), { ...task(), domain: 'finance', eventType: 'Nope' }], 403);
      expect(problem).toMatchObject({ code: 'forbidden', errors: [{ field: '[1].domain' }] });
    });

    it('another org’s property or org id with 404, like one that does not exist', async () => {
      for (const propertyId of [firstProperty(stranger), uuidv7(), 'nope', 'a\u0000b', 'a house\u001b[2J']) {
        const problem = await refused([task(), task({ propertyId })], 404);
        expect(problem).toMatchObject({ code: 'not_found', errors: [{ field: '[1].propertyId' }] });
      }
      const problem = await refused(task({ orgId: stranger.signedIn.user.orgId }), 404);
      expect(problem).toMatchObject({ code: 'not_found', errors: [{ field: 'orgId' }] });
      await service.accepted(task({ orgId: owner.signedIn.user.orgId }));
    });

    it('a whole batch for one bad event, naming every bad field', async () => {
      const problem = await refused(
        [
          task(),
          task({ eventId: 'nope' }, { title: '' }),
          7,
          task({ eventType: 'TaskPainted' }),
          { ...task(), domain: 'spa' },
          task({}, { status: 'lost', priority: 5 }),
        ],
        400,
      );
      expect(problem.code).toBe('validation_failed');
      expect(problem.errors?.map(({ field }) => field)).toEqual([
        '[1].eventId',
        '[1].payload.title',
        '[2]',
        '[3].eventType',
        '[4].domain',
        '[5].payload.status',
        '[5].payload.priority',
      ]);
    });

    const NUL = 'a\u0000b';
    it.each<readonly [Readonly<Record<string, unknown>>, string]>([
      [{ eventId: 7 }, 'eventId'],
      [{ eventId: '' }, 'eventId'],
      [{ eventId: `${uuidv7()}\n` }, 'eventId'],
      [{ eventType: null }, 'eventType'],
      [{ eventType: 'toString' }, 'eventType'],
      [{ eventType: 'TaskCreated\nid: 1' }, 'eventType'],
      [{ domain: null }, 'domain'],
      [{ domain: 'constructor' }, 'domain'],
      [{ domain: ['tasks'] }, 'domain'],
      [{ propertyId: null }, 'propertyId'],
      [{ propertyId: '' }, 'propertyId'],
      [{ payload: null }, 'payload'],
      [{ payload: [] }, 'payload'],
      [{ timestamp: '2026-11-21T00:00:00Z' }, 'timestamp'],
      [{ timestamp: 1.5 }, 'timestamp'],
      [{ durable: 'false' }, 'durable'],
      [{ durable: false, key: '' }, 'key'],
      [{ durable: false, key: NUL }, 'key'],
      [{ durable: false, key: 'two\nlines' }, 'key'],
      [{ durable: false, key: 'turned \u202e round' }, 'key'],
      [{ key: 'room-204' }, 'key'],
      [{ seq: 7 }, 'seq'],
      [{ id: '7\nevent: bye' }, 'id'],
    ])('%j', async (fields, field) => {
      const problem = await refused({ ...task(), ...fields }, 400);
      expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    });

    it('an event without its required fields, naming each', async () => {
      const problem = await refused([{ propertyId: firstProperty(owner) }, { domain: 'tasks' }], 400);
      expect(problem.errors?.map(({ field }) => field)).toEqual(['[0].domain', '[1].eventType']);
      const { payload: _payload, ...hollow } = task();
      expect(await refused(hollow, 400)).toMatchObject({ errors: [{ field: 'payload' }] });
    });

    it('text longer than its field', async () => {
      const problem = await refused(
        [task({ durable: false, key: 'x'.repeat(201) }, { title: 'x'.repeat(8_192) })],
        400,
      );
      expect(problem.errors?.map(({ field }) => field)).toEqual(['[0].key', '[0].payload.title']);
    });

    it.each([
      ['title', NUL],
      ['title', 'a bell \u0007'],
      ['description', 'cleared \u001b[2J'],
      ['description', 'delete \u007f'],
      ['description', 'next line \u0085'],
      ['description', 'half \ud800 a pair'],
      ['taskId', 'nope'],
      ['surprise', 1],
    ])('a payload whose %s is %j', async (name, value) => {
      const problem = await refused([task({}, { [name]: value })], 400);
      expect(problem.errors).toMatchObject([{ field: `[0].payload.${name}` }]);
    });

    it('no text with line breaks and tabs', async () => {
      const description = 'one\r\n\ttwo\nthree';
      await service.publish(task({}, { description })).expect(202);
    });

    it('JSON nested too deep', async () => {
      const publish = (levels: number) =>
        service
          .publish(undefined)
          .set('content-type', 'application/json')
          .send(
            JSON.stringify(task({}, { title: 'deep' })).replace('"deep"', `${'['.repeat(levels)}${']'.repeat(levels)}`),
          )
          .expect(400);
      expect((await publish(20_000)).body).toMatchObject({ code: 'malformed_request' });
      const answer = await publish(50);
      expect((answer.body as Problem).errors).toMatchObject([
        { field: expect.stringMatching(/^payload\.title\.0/), message: expect.stringMatching(/nested/) },
        { field: 'payload.title', message: 'must be a string' },
      ]);
      expect(await headOf(owner)).toBe(head);
    });

    it('an empty array, and bodies that are no events', async () => {
      expect(await refused([], 400)).toMatchObject({ code: 'validation_failed' });
      for (const body of ['{', '', 'null', '"x"', '7', '[[]]', '[null]', '{}', '{"__proto__":{}}']) {
        const raw = service.publish(undefined).set('content-type', 'application/json').send(body);
        expect([body, (await raw).status]).toEqual([body, 400]);
      }
      await service.publish(undefined).expect(400);
      await service.publish(undefined).type('form').send('domain=tasks').expect(415);
      expect(await headOf(owner)).toBe(head);
    });

    it('more than 500 events, or more bytes than those need', async () => {
      const many = Array.from({ length: 501 }, () => task());
      expect(await refused(many, 413)).toMatchObject({
        code: 'payload_too_large',
        detail: expect.stringMatching(/500/),
      });
      expect(await refused([task({}, { title: 'x'.repeat(2_100_000) })], 413)).toMatchObject({
        code: 'payload_too_large',
      });
    });

    it.each([-24 * HOUR - 1, 5 * MINUTE + 1])('a timestamp %i ms from now', async (ms) => {
      freezeDate();
      const problem = await refused(task({ timestamp: Date.now() + ms }), 400);
      expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ field: 'timestamp' }] });
    });

    it('no timestamp within the log’s 24 h, nor one up to 5 min ahead', async () => {
      freezeDate();
      const times = [-24 * HOUR, 5 * MINUTE].map((ms) => Date.now() + ms);
      await service.accepted(times.map((timestamp) => task({ timestamp })));
      expect((await eventsAfter(owner, head)).map(({ timestamp }) => timestamp)).toEqual(times);
    });
  });

  describe('the same eventId', () => {
    it('changes nothing, in the same batch or a later one, whatever the rest says', async () => {
      const [a, b] = [task(), task()];
      const first = await service.accepted([a, b, a]);
      expect(first).toEqual({ accepted: 3, cursor: await headOf(owner) });
      const shouted = { ...b, eventId: b.eventId?.toUpperCase() };
      expect(await service.accepted([shouted, task({ eventId: a.eventId ?? '' }, { title: 'Another' })])).toEqual({
        accepted: 2,
        cursor: first.cursor,
      });
      const c = task();
      expect(seqOf((await service.accepted([a, c, b])).cursor)).toBe(seqOf(head) + 3);
      expect(await eventsAfter(owner, head)).toMatchObject([a, b, c]);
    });

    it('is delivered once, without gaps in the sequence, when sent concurrently', async () => {
      const stream = await transports.ready(owner);
      const batch = Array.from({ length: 10 }, () => task());
      const own = Array.from({ length: 20 }, () => task());
      const answers = await Promise.all(
        own.map((extra, index) => service.accepted([...batch.slice(index % 10), ...batch.slice(0, index % 10), extra])),
      );
      for (const { accepted } of answers) expect(accepted).toBe(11);
      const end = await headOf(owner);
      expect(seqOf(end)).toBe(seqOf(head) + 30);
      await stream.find(({ id }) => id === end);
      const events = eventsOf(stream);
      expect(idsOf(events).sort()).toEqual(idsOf([...batch, ...own]).sort());
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => seqOf(head) + 1 + index));
    });

    it('can be sent again safely when the response was lost', async () => {
      const batch = Array.from({ length: 50 }, () => task());
      const body = JSON.stringify(batch);
      const headers = { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' };
      const cut = new AbortController();
      const lost = fetch(`${transports.url}${EVENTS}`, { method: 'POST', headers, body, signal: cut.signal });
      // The response is not read: the log shows that the batch was committed.
      const stream = await transports.ready(owner, `?cursor=${head}`);
      await stream.find(({ event }) => event === 'tasks');
      cut.abort();
      await lost.catch(() => undefined);
      await service.accepted(batch);
      expect(idsOf(await eventsAfter(owner, head))).toEqual(idsOf(batch));
    });

    it('is independent in another organisation', async () => {
      const sent = task();
      await service.accepted(sent);
      const theirs = await headOf(stranger);
      const other = await createService(server, stranger);
      await other.accepted(taskCreated(stranger, { eventId: sent.eventId ?? '' }));
      expect(await eventsAfter(stranger, theirs)).toHaveLength(1);
    });
  });

  describe('"durable": false', () => {
    it('reaches open streams without an id, after the durable ones, and moves no cursor', async () => {
      const stream = await transports.ready(owner);
      const [typing, logged] = [task({ durable: false, key: 'room-204' }), task()];
      const { accepted, cursor } = await service.accepted([typing, logged]);
      expect([accepted, seqOf(cursor)]).toEqual([2, seqOf(head) + 1]);
      await stream.find(({ data }) => data.includes(typing.eventId ?? ''));
      const events = eventsOf(stream) as Partial<DurableEvent>[];
      expect(idsOf(events)).toEqual(idsOf([logged, typing]));
      expect(events[1]).not.toHaveProperty('seq');
      expect(events[1]).not.toHaveProperty('key');
      expect(stream.frames.find(({ data }) => data.includes(typing.eventId ?? ''))?.id).toBeUndefined();
      expect(await headOf(owner)).toBe(cursor);
      expect(idsOf(await eventsAfter(owner, head))).toEqual([logged.eventId]);
    });

    it('alone returns the unchanged head', async () => {
      expect(await service.accepted(task({ durable: false }))).toEqual({ accepted: 1, cursor: head });
      const { eventId: _id, ...anonymous } = task({ durable: false });
      expect(await service.accepted([anonymous])).toEqual({ accepted: 1, cursor: head });
    });

    it('is not delivered when a durable event of the batch is bad', async () => {
      const stream = await transports.ready(owner);
      await refused([task({ durable: false }), task({}, { title: '' })], 400);
      const last = task();
      await service.accepted(last);
      await stream.find(({ event }) => event === 'tasks');
      expect(idsOf(eventsOf(stream))).toEqual([last.eventId]);
    });
  });

  it('cannot forge a frame, whatever its text', async () => {
    const stream = await transports.ready(owner);
    const forged = '\nid: x.9\nevent: bye\ndata: {}\n\n\r\revent: gap\r\n\u2028\u2029\ufeff';
    const batch = [
      task({}, { title: forged, description: forged.repeat(60) }),
      task({}, { title: '"\\', description: 'é'.repeat(4_000) }),
      task({ durable: false, key: 'id: x.9' }, { title: ':', description: '🛎'.repeat(2_000) }),
    ];
    await service.accepted(batch);
    await stream.find(({ data }) => data.includes('🛎'));
    expect(eventsOf(stream)).toMatchObject(batch.map(({ eventId, payload }) => ({ eventId, payload })));
    expect(new Set(stream.frames.map(({ event }) => event))).toEqual(new Set(['ready', 'tasks']));
  });
});
