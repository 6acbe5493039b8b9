import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DurableEvent, Page } from '@bellhop/protocol';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DeadLetters } from '../delivery/dead-letters.js';
import { MemoryDeliveryStore } from '../delivery/memory.delivery-store.js';
import type { OperatorAction } from '../delivery/operator-action.js';
import { defineSubscription, type DeliveryContext, SubscriptionRegistry } from '../delivery/subscription.js';
import { defineDomain } from '../events/domain-definition.js';
import { newEventId } from '../events/event-id.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { REALTIME_OPTIONS } from '../options/realtime.options.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { DeadLettersController, type DeadLetterView } from './dead-letters.controller.js';

const domains = new Map([['orders', defineDomain('orders', { Created: {} })]]);
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('dead letters over HTTP', () => {
  const clock = new SimulatedClock();
  const store = new MemoryDeliveryStore(new MemoryEventLog(() => 'e'), clock);
  let app: NestFastifyApplication;
  let handle: (event: DurableEvent, context: DeliveryContext) => Promise<void>;
  let orgs = 0;
  let orgId: string;
  let told: Omit<OperatorAction, 'request'>[];
  let listener: () => Promise<void>;
  const onOperatorAction = ({ request, ...action }: OperatorAction): Promise<void> => {
    told.push(action);
    expect(request.headers['x-org']).toBe(action.orgId);
    return listener();
  };

  const call = async (method: 'GET' | 'POST' | 'DELETE', path = '', role = 'owner', org = orgId) => {
    const headers = { 'x-org': org, 'x-role': role };
    const { statusCode, body } = await app.inject({ method, url: `/v2/realtime/dead-letters${path}`, headers });
    return { status: statusCode, body: (body === '' ? undefined : JSON.parse(body)) as unknown };
  };
  const list = async (query = ''): Promise<Page<DeadLetterView>> =>
    (await call('GET', query)).body as Page<DeadLetterView>;
  const bury = async (subscription = 'digest', seq = 1): Promise<string> => {
    const id = newEventId((clock.advance(1), clock.now()));
    const claim = await store.claim({ subscription, orgId }, 0);
    if (!claim) throw new Error('the partition is not free');
    await store.deadLetter(
      claim,
      { seq, mark: 0, provenAgoMs: 0 },
      {
        ...{ subscription, orgId, id, seq, attempts: 8, firstFailedAt: 1_000, lastFailedAt: 2_000 },
        eventJson: JSON.stringify({ eventId: 'e1', orgId, seq, payload: { room: 7 } }),
        failure: { name: 'TypeError', message: 'no such room', stack: 'TypeError: no such room\n    at /srv/app' },
      },
    );
    return id;
  };

  beforeAll(async () => {
    const subscriptions = new SubscriptionRegistry(domains);
    const options = { name: 'digest', events: 'orders.*', timeoutMs: 5_000 } as const;
    subscriptions.add(defineSubscription(options, (event, context) => handle(event, context)));
    const viewers = {
      resolve: ({ headers }: { headers: Record<string, string> }) => ({
        orgId: headers['x-org'],
        role: headers['x-role'],
      }),
    };
    const module = await Test.createTestingModule({
      controllers: [DeadLettersController],
      providers: [
        { provide: REALTIME_OPTIONS, useValue: { viewers, operatorRoles: ['owner'], onOperatorAction } },
        { provide: DeadLetters, useValue: new DeadLetters(store, subscriptions, clock) },
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await app.init();
  });
  afterAll(() => app.close());
  beforeEach(() => {
    orgId = `org-${(orgs += 1)}`;
    handle = () => Promise.resolve();
    listener = () => Promise.resolve();
    told = [];
  });

  it('reports every action that operators took, and none that was refused', async () => {
    const deadLetterId = await bury();
    handle = () => Promise.reject(new Error('still full'));
    await call('POST', `/${deadLetterId}/redeliver`);
    handle = () => Promise.resolve();
    await call('POST', `/${deadLetterId.toUpperCase()}/redeliver`);
    const dropped = await bury();
    await call('DELETE', `/${dropped}`);
    expect(told).toEqual([
      { kind: 'redelivered', orgId, deadLetterId, outcome: 'failed' },
      { kind: 'redelivered', orgId, deadLetterId, outcome: 'delivered' },
      { kind: 'dropped', orgId, deadLetterId: dropped },
    ]);
    told = [];
    const renamed = await bury('renamed');
    await call('POST', `/${renamed}/redeliver`);
    await call('DELETE', `/${dropped}`);
    await call('DELETE', `/${renamed}`, 'owner', 'other');
    await call('DELETE', `/${renamed}`, 'staff');
    expect(told).toEqual([]);
  });

  it('waits for the audit listener, and responds normally even if it fails', async () => {
    const id = await bury();
    let settleListener = (): void => undefined;
    listener = () => new Promise((resolve) => (settleListener = resolve));
    let answered = false;
    const dropped = call('DELETE', `/${id}`).then(({ status }) => ((answered = true), status));
    while (told.length === 0) await settle();
    await settle();
    expect(answered).toBe(false);
    settleListener();
    expect(await dropped).toBe(204);

    listener = () => Promise.reject(new Error('the audit is away'));
    expect((await call('DELETE', `/${await bury()}`)).status).toBe(204);
  });

  it('lists them oldest first, with the event and the error and without the stack', async () => {
    const ids = [await bury('digest', 1), await bury('digest', 2), await bury('digest', 3)];
    const { items, next } = await list();
    expect(next).toBeNull();
    expect(items.map(({ deadLetterId }) => deadLetterId)).toEqual(ids);
    expect(items[0]).toEqual({
      deadLetterId: ids[0],
      subscription: 'digest',
      event: { eventId: 'e1', orgId, seq: 1, payload: { room: 7 } },
      error: { name: 'TypeError', message: 'no such room' },
      ...{ attempts: 8, firstFailedAt: 1_000, lastFailedAt: 2_000 },
    });
  });

  it('pages', async () => {
    const ids = [await bury('digest', 1), await bury('digest', 2), await bury('digest', 3)];
    const first = await list('?limit=2');
    expect(first.items.map(({ deadLetterId }) => deadLetterId)).toEqual(ids.slice(0, 2));
    const second = await list(`?limit=2&after=${first.next}`);
    expect(second).toMatchObject({ items: [{ deadLetterId: ids[2] }], next: null });
  });

  it.each(['?limit=0', '?limit=201', '?limit=x', '?after=x', '?after=', '?after=1&after=2'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await call('GET', query);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        code: 'validation_failed',
        errors: [{ field: query.slice(1, 6).replace('=', '') }],
      });
    },
  );

  it('redelivers one as a further attempt, and deletes it', async () => {
    const id = await bury();
    const got: unknown[] = [];
    handle = (event, { attempt }) => {
      got.push(event, attempt);
      return Promise.resolve();
    };
    expect(await call('POST', `/${id.toUpperCase()}/redeliver`)).toEqual({
      status: 200,
      body: { status: 'delivered' },
    });
    expect(got).toEqual([{ eventId: 'e1', orgId, seq: 1, payload: { room: 7 } }, 9]);
    expect((await list()).items).toEqual([]);
    expect((await call('POST', `/${id}/redeliver`)).status).toBe(404);
  });

  it('keeps one that fails again, with the new error', async () => {
    const id = await bury();
    handle = () => Promise.reject(new RangeError('still full'));
    const { status, body } = await call('POST', `/${id}/redeliver`);
    expect(status).toBe(409);
    expect(body).toMatchObject({ message: 'redelivery failed: RangeError: still full' });
    const [item] = (await list()).items;
    expect(item).toMatchObject({ attempts: 9, lastFailedAt: clock.now(), firstFailedAt: 1_000 });
    expect(item?.error).toEqual({ name: 'RangeError', message: 'still full' });
  });

  it('redelivers one to one handler at a time, and aborts a hanging one', async () => {
    const id = await bury();
    let signal: AbortSignal | undefined;
    handle = (_event, context) => {
      signal = context.signal;
      return new Promise(() => undefined);
    };
    const first = call('POST', `/${id}/redeliver`);
    while (!signal) await settle();
    expect((await call('POST', `/${id}/redeliver`)).status).toBe(409);
    clock.advance(5_000);
    expect(await first).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('DeliveryTimeoutError') },
    });
    expect(signal.aborted).toBe(true);
    handle = () => Promise.resolve();
    expect((await call('POST', `/${id}/redeliver`)).status).toBe(200);
  });

  it('keeps one without a subscriber, to be dropped', async () => {
    const id = await bury('renamed');
    for (let round = 0; round < 2; round += 1) {
      expect(await call('POST', `/${id}/redeliver`)).toMatchObject({
        status: 409,
        body: { message: 'the subscriber "renamed" no longer exists' },
      });
    }
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect((await list()).items).toEqual([]);
  });

  it('keeps one unchanged when the process shuts down', async () => {
    const id = await bury();
    let called = false;
    handle = () => {
      called = true;
      return new Promise(() => undefined);
    };
    const first = call('POST', `/${id}/redeliver`);
    while (!called) await settle();
    app.get(DeadLetters).stop();
    expect((await first).status).toBe(503);
    expect((await list()).items).toMatchObject([{ attempts: 8 }]);
    handle = () => Promise.resolve();
    expect((await call('POST', `/${id}/redeliver`)).status).toBe(200);
  });

  it('hides the dead letters of other orgs', async () => {
    const id = await bury();
    expect((await call('GET', '', 'owner', 'other')).body).toEqual({ items: [], next: null });
    expect((await call('POST', `/${id}/redeliver`, 'owner', 'other')).status).toBe(404);
    expect((await call('DELETE', `/${id}`, 'owner', 'other')).status).toBe(404);
    expect((await list()).items).toHaveLength(1);
  });

  it('is for operators only', async () => {
    const id = await bury();
    handle = () => Promise.reject(new Error('must not be called'));
    for (const [method, path] of [
      ['GET', ''],
      ['POST', `/${id}/redeliver`],
      ['DELETE', `/${id}`],
    ] as const) {
      expect((await call(method, path, 'manager')).status).toBe(403);
    }
    expect((await list()).items).toMatchObject([{ attempts: 8 }]);
  });

  it.each(['x', '1', '%00', "';--", 'x'.repeat(90)])('responds with 404 to %j', async (id) => {
    expect((await call('DELETE', `/${encodeURIComponent(id)}`)).status).toBe(404);
    expect((await call('POST', `/${encodeURIComponent(id)}/redeliver`)).status).toBe(404);
  });
});
