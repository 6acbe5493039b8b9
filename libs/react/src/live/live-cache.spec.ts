import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Session, SessionSnapshot } from '@bellhop/client';
import { SimulatedClock } from '@bellhop/client/testing';
import type { Order } from '../testing/shop-catalogue.js';
import { InfiniteQueryObserver, QueryClient, type QueryKey, QueryObserver } from '@tanstack/react-query';
import { FakeClient } from '../testing/fake-client.js';
import { SimulatedOrders, orders, type OrdersView } from '../testing/simulated-orders.js';
import { defineLiveAggregate } from './live-aggregate.js';
import { LiveCache } from './live-cache.js';
import { liveKeys } from './live-keys.js';
import type { LiveRows } from './live-rows.js';
import { updateRow } from './row-mutations.js';
import type { RowPage, RowPages } from './row-pages.js';
import { Subscribers } from './subscribers.js';

const summary = defineLiveAggregate<{ readonly count: number }>({
  domain: 'orders',
  name: 'summary',
  path: '/orders/summary',
});
const EVERYTHING: OrdersView = {};

class FakeSession {
  userId: string | undefined = 'ada';
  readonly #subscribers = new Subscribers();
  readonly subscribe = this.#subscribers.subscribe;
  getSnapshot = (): Partial<SessionSnapshot> => ({
    user: this.userId === undefined ? undefined : ({ userId: this.userId } as NonNullable<SessionSnapshot['user']>),
  });

  become(userId: string | undefined): void {
    this.userId = userId;
    this.#subscribers.tell();
  }
}

let clock: SimulatedClock;
let server: SimulatedOrders;
let client: FakeClient;
let session: FakeSession;
let queryClient: QueryClient;
let live: LiveCache;
let rows: LiveRows<Order, OrdersView>;
let stop: () => void;

beforeEach(async () => {
  clock = new SimulatedClock();
  server = new SimulatedOrders(clock);
  client = new FakeClient();
  session = new FakeSession();
  const queries = { retry: false, gcTime: Infinity, staleTime: Infinity, networkMode: 'always' as const };
  queryClient = new QueryClient({ defaultOptions: { queries } });
  live = new LiveCache({
    client,
    session: session as unknown as Session,
    queryClient,
    environment: { now: clock.now, after: clock.after, random: () => 0.5 },
    request: server.request,
  });
  rows = live.rowsOf(orders);
  stop = live.start();
  server.create({ title: 'a' });
  server.create({ title: 'b', propertyId: 'p2' });
  client.beginAt(server.head);
  showList();
  await answerAll();
});

afterEach(() => {
  stop();
  queryClient.clear();
});

function showList(view: OrdersView = EVERYTHING) {
  const observer = new InfiniteQueryObserver<RowPage<Order>, Error, RowPages<Order>, QueryKey, string | null>(
    queryClient,
    {
      queryKey: liveKeys.list(orders, view),
      queryFn: ({ pageParam, signal }) => rows.readPage(view, pageParam, signal),
      initialPageParam: null,
      getNextPageParam: (page) => page.next,
    },
  );
  observer.subscribe(() => undefined);
  return observer;
}

function showSummary(): void {
  live.follow(summary);
  new QueryObserver(queryClient, {
    queryKey: liveKeys.aggregate(summary, {}),
    queryFn: async ({ signal }) =>
      (await server.request<{ readonly count: number }>('GET', summary.path, { signal })).body,
  }).subscribe(() => undefined);
}

async function answerAll(): Promise<void> {
  await clock.settle();
  while (server.calls.length > 0) {
    for (const call of server.calls) server.answer(call);
    await clock.settle();
  }
}

/** Delivers the events since event `from`. */
async function deliver(from: number): Promise<void> {
  for (const event of server.events.slice(from)) client.deliver(event, server.epoch);
  await clock.advance(20);
}

const shown = (view: OrdersView = EVERYTHING): readonly string[] | undefined =>
  queryClient
    .getQueryData<RowPages<Order>>(liveKeys.list(orders, view))
    ?.pages.flatMap(({ items }) => items.map(({ title }) => title));
const count = (): unknown => queryClient.getQueryData(liveKeys.aggregate(summary, {}));
const paths = (): readonly string[] => server.calls.map(({ path }) => path);

describe('events', () => {
  it('reach a list without a request, and are rendered together', async () => {
    let writes = 0;
    queryClient.getQueryCache().subscribe(({ type }) => (writes += type === 'updated' ? 1 : 0));
    for (let number = 0; number < 20; number += 1) server.create({ title: `c${String(number).padStart(2, '0')}` });
    await deliver(2);
    expect(shown()).toHaveLength(22);
    expect(writes).toBe(1);
    expect(server.calls).toEqual([]);
  });

  it('of a burst are shown a few rows a frame, each in its last state', async () => {
    for (let number = 0; number < 100; number += 1) server.create({ title: `c${String(number).padStart(3, '0')}` });
    const ids = server.events.slice(2).map(({ payload }) => (payload as Order).orderId);
    for (const id of ids) server.change(id, { title: `${id} changed` });
    for (const event of server.events.slice(2)) client.deliver(event, server.epoch);
    const lengths: number[] = [];
    await clock.settle();
    for (let frame = 0; frame < 5; frame += 1) {
      lengths.push(shown()?.length ?? 0);
      await clock.advance(16);
    }
    expect(lengths).toEqual([26, 50, 74, 98, 102]);
    expect(shown()?.filter((title) => title.endsWith('changed'))).toHaveLength(100);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that wait for their frame are shown before the response to a write', async () => {
    for (let number = 0; number < 40; number += 1) server.create({ title: `c${String(number).padStart(2, '0')}` });
    for (const event of server.events.slice(2)) client.deliver(event, server.epoch);
    const [first] = rows.cached();
    const writing = rows.write(undefined, () => Promise.resolve(first));
    await writing;
    expect(shown()).toHaveLength(42);
  });

  it('that arrive one by one are rendered at once, and those of the next frame together', async () => {
    let writes = 0;
    queryClient.getQueryCache().subscribe(({ type }) => (writes += type === 'updated' ? 1 : 0));
    const add = (title: string) => {
      server.create({ title });
      const event = server.events.at(-1);
      if (event) client.deliver(event, server.epoch);
    };
    add('c0');
    await clock.settle();
    expect(shown()).toEqual(['a', 'b', 'c0']);
    for (const title of ['c1', 'c2', 'c3']) {
      await clock.advance(5);
      add(title);
    }
    expect(writes).toBe(1);
    await clock.advance(1);
    expect(writes).toBe(2);
    expect(shown()).toEqual(['a', 'b', 'c0', 'c1', 'c2', 'c3']);
  });

  it('that arrive while a snapshot is loading win over it', async () => {
    void queryClient.invalidateQueries({ queryKey: liveKeys.lists(orders) });
    await clock.settle();
    server.arrive(server.calls[0]);
    server.change('order-001', { title: 'x' });
    server.remove('order-002');
    server.create({ title: 'c' });
    await deliver(2);
    expect(shown()).toEqual(['c', 'x']);
    await answerAll();
    expect(shown()).toEqual(['c', 'x']);
  });

  it('do not briefly restore a row that the snapshot no longer has', async () => {
    server.create({ title: 'c' });
    void queryClient.invalidateQueries({ queryKey: liveKeys.lists(orders) });
    await clock.settle();
    server.remove('order-003');
    await answerAll();
    const [created] = server.events.slice(2);
    if (created) client.deliver(created, server.epoch);
    await clock.advance(20);
    expect(shown()).toEqual(['a', 'b']);
  });

  it('keep their effect on a list whose read is cancelled', async () => {
    const query = queryClient.getQueryCache().find({ queryKey: liveKeys.list(orders, EVERYTHING) });
    void query?.fetch().catch(() => undefined);
    await clock.settle();
    server.create({ title: 'c' });
    await deliver(2);
    await query?.cancel({ revert: true });
    expect(shown()).toEqual(['a', 'b', 'c']);
  });

  it('are applied to lists put into the cache by other code', async () => {
    const before = queryClient.getQueryData(liveKeys.list(orders, EVERYTHING));
    server.create({ title: 'c' });
    await deliver(2);
    queryClient.setQueryData(liveKeys.list(orders, EVERYTHING), before);
    expect(shown()).toEqual(['a', 'b', 'c']);
  });

  it('do not affect whether a list must be reloaded', async () => {
    const query = queryClient.getQueryCache().find({ queryKey: liveKeys.list(orders, EVERYTHING) });
    query?.invalidate();
    const readAt = query?.state.dataUpdatedAt;
    server.create({ title: 'c' });
    await deliver(2);
    expect(query?.state).toMatchObject({ isInvalidated: true, dataUpdatedAt: readAt });
  });
});

describe('a snapshot', () => {
  /** Answers the only call with no rows, at that cursor. @returns the number of calls left */
  async function answerAt(cursor: string): Promise<number> {
    await clock.settle();
    const { length } = server.calls;
    server.calls[0]?.settle(() => ({ body: { items: [], next: null }, cursor }));
    await clock.settle();
    return length;
  }

  it('older than the tab’s history is reloaded', async () => {
    client.become({ cursor: 'e1.9' });
    rows.forget();
    showList({ status: 'open' });
    expect(await answerAt('e1.8')).toBe(1);
    expect(shown({ status: 'open' })).toBeUndefined();
    expect(await answerAt('e1.9')).toBe(1);
    expect(shown({ status: 'open' })).toEqual([]);
  });

  it('that stays too old is used the third time', async () => {
    client.become({ cursor: 'e1.9' });
    rows.forget();
    showList({ status: 'open' });
    for (let reads = 0; reads < 3; reads += 1) {
      expect(shown({ status: 'open' })).toBeUndefined();
      expect(await answerAt('e1.8')).toBe(1);
    }
    expect(shown({ status: 'open' })).toEqual([]);
    expect(server.calls).toEqual([]);
  });

  it('starts a tab without a position at its cursor', async () => {
    client.become({ cursor: undefined });
    showList({ status: 'open' });
    await answerAll();
    expect(client.getSnapshot().cursor).toBe(server.head);
  });
});

describe('a gap', () => {
  const gapOf = (...domains: string[]) => ({ reason: 'expired' as const, cursor: server.head, domains });

  it('reloads the named domains and no others', async () => {
    queryClient.setQueryData(['payments', 'payments'], []);
    client.tellGap(gapOf('payments'));
    await clock.settle();
    expect(paths()).toEqual([]);
    expect(queryClient.getQueryState(['payments', 'payments'])?.isInvalidated).toBe(true);
    server.create({ title: 'c' });
    client.tellGap(gapOf('orders'));
    await clock.settle();
    expect(paths()).toEqual(['/orders']);
    expect(shown()).toEqual(['a', 'b']);
    await answerAll();
    expect(shown()).toEqual(['a', 'b', 'c']);
  });

  it('refetches an aggregate whose first response is still loading', async () => {
    showSummary();
    await clock.settle();
    server.arrive(server.calls[0]);
    server.create();
    client.tellGap(gapOf('orders'));
    await answerAll();
    expect(count()).toEqual({ count: 3 });
  });

  it('is recovered from even if the next page is requested instead', async () => {
    for (const title of ['c', 'd', 'e']) server.create({ title });
    const observer = showList({ status: 'open' });
    await answerAll();
    expect(shown({ status: 'open' })).toEqual(['a', 'b', 'c']);
    server.remove('order-001');
    client.tellGap(gapOf('orders'));
    void observer.fetchNextPage();
    await answerAll();
    await answerAll();
    expect(shown({ status: 'open' })).toEqual(['b', 'c', 'd', 'e']);
  });

  it('turns a late response to a command into a reload, not into a row that may be deleted by now', async () => {
    const written = rows.write(
      undefined,
      async () => (await server.request<Order>('POST', '/orders', { body: { title: 'c' } })).body,
    );
    const call = server.calls[0];
    server.arrive(call);
    server.remove('order-003');
    client.tellGap(gapOf('orders'));
    await clock.settle();
    server.answer(server.calls.find(({ method }) => method === 'GET'));
    await clock.settle();
    server.answer(call);
    await written;
    await clock.advance(20);
    expect(shown()).toEqual(['a', 'b']);
  });
});

describe('changed rights', () => {
  it('drop rows of another property at once, and reload the rest', async () => {
    showSummary();
    await answerAll();
    client.tellAccess({ domains: ['orders'], propertyIds: ['p1'] });
    expect(shown()).toEqual(['a']);
    expect(count()).toBeUndefined();
    await clock.settle();
    expect(paths()).toEqual(['/orders', '/orders/summary']);
  });

  it('keep everything on screen if every property is visible, and reload it', async () => {
    client.tellAccess({ domains: ['orders'], propertyIds: 'all' });
    expect(shown()).toEqual(['a', 'b']);
    await clock.settle();
    expect(paths()).toEqual(['/orders']);
  });

  it('drop everything of a forbidden domain, and show the server’s response for it', async () => {
    queryClient.setQueryData(liveKeys.list(orders, { status: 'done' }), { pages: [], pageParams: [] });
    client.tellAccess({ domains: ['payments'], propertyIds: 'all' });
    expect(shown()).toBeUndefined();
    expect(queryClient.getQueryCache().find({ queryKey: liveKeys.list(orders, { status: 'done' }) })).toBeUndefined();
    await clock.settle();
    expect(paths()).toEqual(['/orders']);
  });
});

it('known rows that are no longer visible do not complete a late snapshot', async () => {
  server.create({ title: 'c', propertyId: 'p2' });
  await deliver(2);
  client.tellAccess({ domains: ['orders'], propertyIds: ['p1'] });
  for (let reads = 0; reads < 3; reads += 1) {
    await clock.settle();
    const item = server.rows.get('order-001');
    server.calls[0]?.settle(() => ({ body: { items: [item], next: null }, cursor: 'e1.2' }));
  }
  await clock.settle();
  expect(shown()).toEqual(['a']);
});

it('an event replaces a pending write', async () => {
  const row = server.rows.get('order-001');
  if (!row) throw new Error('it is there');
  const written = rows.write({ kind: 'change', row, to: { title: 'x' } }, () =>
    updateRow(server.request, rows, 'PATCH', row, { title: 'x' }),
  );
  server.remove('order-001');
  await deliver(2);
  expect(rows.pending.getSnapshot().states).toEqual([]);
  expect(shown()).toEqual(['b']);
  server.answer(server.calls[0]);
  await expect(written).rejects.toThrow('Somebody else deleted this in the meantime.');
});

describe('another user', () => {
  it('finds nothing of the previous one, and everything is reloaded', async () => {
    session.become('bob');
    expect(shown()).toBeUndefined();
    await clock.settle();
    expect(paths()).toEqual(['/orders']);
  });

  it('causes no request if none signs in', async () => {
    session.become(undefined);
    expect(shown()).toBeUndefined();
    await clock.settle();
    expect(paths()).toEqual([]);
  });
});

describe('without a connection', () => {
  it('reloads everything after 60 s', async () => {
    showSummary();
    await answerAll();
    client.become({ status: 'offline' });
    await clock.advance(65_000);
    expect(paths()).toEqual(['/orders', '/orders/summary']);
  });

  it('shows a command’s response, and refetches the aggregates, for which no event will come', async () => {
    showSummary();
    await answerAll();
    client.become({ status: 'offline' });
    const created = rows.write(
      undefined,
      async () => (await server.request<Order>('POST', '/orders', { body: { title: 'c' } })).body,
    );
    await answerAll();
    await created;
    live.commanded('orders');
    expect(shown()).toEqual(['a', 'b', 'c']);
    const removed = server.rows.get('order-001');
    if (!removed) throw new Error('it is there');
    const done = rows.write({ kind: 'remove', row: removed }, async () => {
      await server.request('DELETE', '/orders/order-001', { ifMatch: 1 });
      return undefined;
    });
    await answerAll();
    await done;
    expect(shown()).toEqual(['b', 'c']);
    await clock.advance(2_000);
    expect(paths()).toEqual(['/orders/summary']);
  });
});

it('reloads what was missed while stopped', async () => {
  stop();
  server.create({ title: 'c' });
  await deliver(2);
  expect(shown()).toEqual(['a', 'b']);
  stop = live.start();
  await answerAll();
  expect(shown()).toEqual(['a', 'b', 'c']);
});

it('applies an event once even if it is delivered twice', async () => {
  showSummary();
  await answerAll();
  server.create({ title: 'c' });
  await deliver(2);
  await clock.advance(3_000);
  await answerAll();
  await deliver(2);
  await clock.advance(3_000);
  expect(paths()).toEqual([]);
});
