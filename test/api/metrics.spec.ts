import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DomainMetrics, RealtimeMetricsResponse } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { headOf } from '../support/log.js';
import { type Transports, openTransports } from '../support/realtime.js';

const isEvent = ({ event }: { event: string }): boolean => event === 'tasks';

describe('metrics as JSON', () => {
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  let staff: Member;
  beforeAll(async () => {
    server = await createTestApp();
    transports = await openTransports(server);
    owner = await server.signIn('owner');
    staff = await server.signIn('staff');
  });
  afterEach(() => transports.closeAll());
  afterAll(() => server.close());

  const overall = async () =>
    (await owner.call('get', '/v2/realtime/metrics').expect(200)).body as RealtimeMetricsResponse;
  const of = async (domain: string) =>
    (await owner.call('get', `/${domain}/realtime/metrics`).expect(200)).body as DomainMetrics;
  const createTask = () =>
    owner.call('post', '/tasks', { propertyId: firstProperty(owner), title: 'Count me' }).expect(201);

  it('have the shape of the protocol', async () => {
    const metrics = {
      orgs: { total: expect.any(Number), active_last_5m: expect.any(Number) },
      events: {
        published_total: expect.any(Number),
        delivered_total: expect.any(Number),
        dropped_total: expect.any(Number),
      },
      buffers: { total_size: expect.any(Number), avg_per_org: expect.any(Number) },
      subscribers: { active_count: expect.any(Number) },
    };
    expect(await of('tasks')).toEqual(metrics);
    expect(await overall()).toEqual({ ...metrics, connectionPoolStats: { totalSubscriptions: expect.any(Number) } });
  });

  it('are for signed-in users, and those of a domain for its readers', async () => {
    await server.call('get', '/v2/realtime/metrics').expect(401);
    await staff.call('get', '/v2/realtime/metrics').expect(200);
    await staff.call('get', '/tasks/realtime/metrics').expect(200);
    const { body } = await staff.call('get', '/finance/realtime/metrics').expect(403);
    expect(body).toMatchObject({ code: 'forbidden' });
    await owner.call('get', '/spa/realtime/metrics').expect(404);
  });

  it('count an event once when raised and once per subscriber, stream or poll', async () => {
    const before = { all: await overall(), tasks: await of('tasks'), finance: await of('finance') };
    const cursor = await headOf(owner);
    const streams = [
      await transports.ready(owner),
      await transports.ready(staff),
      await transports.ready(staff, '?domains=tasks'),
    ];
    const poll = transports.poll(owner, `?cursor=${cursor}&timeoutMs=25000`);
    await createTask();
    await Promise.all([poll, ...streams.map((stream) => stream.find(isEvent))]);

    const after = { all: await overall(), tasks: await of('tasks'), finance: await of('finance') };
    expect(after.all.events.published_total - before.all.events.published_total).toBe(1);
    expect(after.all.events.delivered_total - before.all.events.delivered_total).toBe(4);
    expect(after.tasks.events.delivered_total - before.tasks.events.delivered_total).toBe(4);
    expect(after.finance.events).toEqual(before.finance.events);
    expect(after.all.events.dropped_total).toBe(0);
    expect(after.tasks.buffers.total_size).toBeGreaterThan(before.tasks.buffers.total_size);
  });

  it('count upstream subscriptions by organisation, however many connections it has', async () => {
    const borealis = await server.signIn('owner', 'borealis');
    for (let index = 0; index < 5; index += 1) await transports.ready(owner);
    await transports.ready(borealis);
    const { connectionPoolStats, subscribers, orgs } = await overall();
    expect(connectionPoolStats.totalSubscriptions).toBe(2);
    expect(subscribers.active_count).toBe(6);
    expect(orgs).toEqual({ total: 2, active_last_5m: 2 });
    expect((await of('finance')).subscribers.active_count).toBe(6);
  });

  it('stop counting subscribers that have gone', async () => {
    const stream = await transports.ready(staff, '?domains=tasks');
    expect((await of('tasks')).subscribers.active_count).toBe(1);
    expect((await of('finance')).subscribers.active_count).toBe(0);
    stream.close();
    await stream.ended;
    // The server hears late that a socket ended; requests give it turns.
    let left = 1;
    for (let asked = 0; left > 0 && asked < 100; asked += 1) left = (await of('tasks')).subscribers.active_count;
    expect(left).toBe(0);
  });
});
