import { runInThisContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Order, shopCatalogue } from '../testing/shop-catalogue.js';
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render as renderElement, renderHook } from '@testing-library/react';
import { createElement, memo, type PropsWithChildren, StrictMode } from 'react';
import { defineLiveAggregate } from '../live/live-aggregate.js';
import { temporaryId } from '../live/temporary-id.js';
import { RealtimeProvider } from '../provider/realtime-provider.js';
import { StaleRowError, UnreachableError } from '../rest/errors.js';
import { SimulatedShop } from '../testing/simulated-shop.js';
import { orders, orderOf, type OrdersView } from '../testing/simulated-orders.js';
import { createDomainHooks } from './domain-hooks.js';
import { useArrived } from './use-arrived.js';
import { useConnection } from './use-connection.js';
import { useLiveAggregate } from './use-live-aggregate.js';
import { useLiveQuery } from './use-live-query.js';
import { useLiveRow } from './use-live-row.js';
import { useRowMutations } from './use-row-mutations.js';
import { useSession } from './use-session.js';
import { useWatchedRow } from './use-watched-row.js';

// Web APIs missing in jsdom; these are Node's own.
Object.assign(
  globalThis,
  runInThisContext('({ Response, Headers, ReadableStream, TextEncoder, TextDecoder, structuredClone })'),
);
notifyManager.setScheduler((flush) => flush());

const summary = defineLiveAggregate<{ readonly count: number }>({
  domain: 'orders',
  name: 'summary',
  path: '/orders/summary',
});
const OPEN: OrdersView = { status: 'open' };

let shop: SimulatedShop;
let queryClient: QueryClient;

beforeEach(async () => {
  shop = new SimulatedShop();
  queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  await shop.signIn();
});

afterEach(() => {
  cleanup();
  queryClient.clear();
});

const advance = (ms: number): Promise<void> => act(() => shop.clock.advance(ms));

function Page({ children }: PropsWithChildren) {
  const { session, client, tab } = shop;
  const live = createElement(RealtimeProvider, { session, client, environment: tab }, children);
  return createElement(QueryClientProvider, { client: queryClient }, live);
}

/** Renders a hook on a live page, and waits until the page is connected and has loaded. */
async function render<T>(hook: () => T): Promise<{ readonly current: T }> {
  const { result } = renderHook(hook, { wrapper: Page });
  await advance(200);
  return result;
}

const titles = (rows: readonly Order[]): readonly string[] => rows.map(({ title }) => title);
const listCalls = (): number => shop.server.requestsTo('/orders').filter(({ method }) => method === 'GET').length;

it('a hook outside of the provider throws an error that names it', () => {
  const silence = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(() => renderHook(() => useConnection())).toThrow('Hooks of @bellhop/react belong under a <RealtimeProvider>.');
  silence.mockRestore();
});

describe('RealtimeProvider', () => {
  it('connects and disconnects with the tree', async () => {
    const connection = await render(() => useConnection());
    expect(connection.current).toMatchObject({ status: 'connected', isConnected: true, isLeader: true, lag: 0 });
    expect(shop.server.streams).toHaveLength(1);
    cleanup();
    await shop.clock.advance(100);
    expect(shop.server.streams).toHaveLength(0);
  });

  it('has one connection under StrictMode, which starts and stops it twice', async () => {
    const { session, client, tab } = shop;
    const wrapper = ({ children }: PropsWithChildren) =>
      createElement(
        StrictMode,
        undefined,
        createElement(RealtimeProvider, { session, client, queryClient, environment: tab }, children),
      );
    const { result } = renderHook(() => useLiveQuery(orders, OPEN), { wrapper });
    await advance(200);
    shop.orders.create({ title: 'a' });
    await advance(200);
    expect(shop.server.streams).toHaveLength(1);
    expect(titles(result.current.rows)).toEqual(['a']);
  });

  it('provides the signed-in user', async () => {
    const session = await render(() => useSession());
    expect(session.current).toMatchObject({ state: 'signed-in', user: { name: 'Ada' } });
  });
});

describe('createDomainHooks', () => {
  const { useOrdersRealtime } = createDomainHooks(shopCatalogue);

  it('names each hook after its domain, words joined', () => {
    const catalogue = { orders: {}, 'lost-items': {} } as unknown as typeof shopCatalogue;
    expect(Object.keys(createDomainHooks(catalogue))).toEqual(['useOrdersRealtime', 'useLostItemsRealtime']);
  });

  it('calls back for events of the domain, by type and property', async () => {
    const seen: string[] = [];
    const realtime = await render(() =>
      useOrdersRealtime({
        eventTypes: ['OrderCreated'],
        propertyId: 'p1',
        onEvent: ({ payload }) => seen.push(payload.title),
      }),
    );
    shop.orders.create({ title: 'here' });
    shop.orders.create({ title: 'elsewhere', propertyId: 'p2' });
    shop.orders.change('order-001', { title: 'changed' });
    shop.server.raise({ domain: 'payments', eventType: 'OrderCreated', payload: { title: 'of payments' } });
    shop.server.raise({ domain: 'orders', eventType: 'OrderCreated', payload: { title: 'of the whole org' } });
    await advance(100);
    expect(seen).toEqual(['here', 'of the whole org']);
    expect(realtime.current).toMatchObject({ isLeader: true, isConnected: true, transport: 'stream' });
  });

  it('provides the time of the last event of its own domain', async () => {
    const realtime = await render(() => useOrdersRealtime());
    expect(realtime.current.lastEventTime).toBeUndefined();
    shop.server.raise({ domain: 'payments', eventType: 'PaymentCreated', payload: {} });
    await advance(1_000);
    expect(realtime.current.lastEventTime).toBeUndefined();
    shop.orders.create();
    await advance(1_000);
    expect(realtime.current.lastEventTime).toBe(shop.clock.now() - 1_000);
  });
});

describe('useLiveQuery', () => {
  it('keeps the objects of rows that an event or a new read did not change: each is rendered once', async () => {
    for (const title of ['b', 'c', 'd']) shop.orders.create({ title });
    const rendered: string[] = [];
    const Item = memo(function Item({ order }: { readonly order: Order }) {
      rendered.push(order.title);
      return null;
    });
    function List() {
      return useLiveQuery(orders, OPEN).rows.map((order) => createElement(Item, { key: order.orderId, order }));
    }
    renderElement(createElement(List), { wrapper: Page });
    await advance(200);
    expect(rendered.splice(0)).toEqual(['b', 'c', 'd']);

    shop.orders.create({ title: 'a' });
    await advance(100);
    expect(rendered.splice(0)).toEqual(['a']);

    shop.orders.change('order-002', { title: 'cc' });
    await advance(100);
    expect(rendered.splice(0)).toEqual(['cc']);

    const reads = listCalls();
    act(() => void queryClient.invalidateQueries());
    await advance(200);
    expect(listCalls()).toBe(reads + 1);
    expect(rendered).toEqual([]);
  });

  it('is rendered again for what was read of it, and not because the list is read again', async () => {
    shop.orders.create({ title: 'a' });
    let renderings = 0;
    await render(() => {
      renderings += 1;
      return useLiveQuery(orders, OPEN).rows.length;
    });
    const calls = listCalls();
    renderings = 0;
    void queryClient.refetchQueries({ type: 'active' });
    await advance(200);
    expect(listCalls()).toBe(calls + 1);
    expect(renderings).toBe(0);
    shop.orders.create({ title: 'b' });
    await advance(200);
    expect(renderings).toBe(1);
  });

  it('shows the rows of the view before while another one is being read', async () => {
    shop.orders.create({ title: 'a' });
    shop.orders.create({ title: 'b', status: 'done' });
    const { result, rerender } = renderHook(({ view }: { view: OrdersView }) => useLiveQuery(orders, view), {
      wrapper: Page,
      initialProps: { view: OPEN },
    });
    await advance(200);
    expect(titles(result.current.rows)).toEqual(['a']);
    rerender({ view: { status: 'done' } });
    expect(titles(result.current.rows)).toEqual(['a']);
    expect(result.current.isPlaceholderData).toBe(true);
    await advance(200);
    expect(titles(result.current.rows)).toEqual(['b']);
    expect(result.current.isPlaceholderData).toBe(false);
  });

  it('shows changes of others in their place, without another request', async () => {
    for (const title of ['b', 'd']) shop.orders.create({ title });
    const list = await render(() => useLiveQuery(orders, OPEN));
    expect(titles(list.current.rows)).toEqual(['b', 'd']);
    shop.orders.create({ title: 'c' });
    shop.orders.create({ title: 'a', status: 'done' });
    shop.orders.change('order-001', { title: 'e' });
    await advance(50);
    expect(titles(list.current.rows)).toEqual(['c', 'd', 'e']);
    shop.orders.remove('order-002');
    shop.orders.change('order-003', { status: 'done' });
    await advance(50);
    expect(titles(list.current.rows)).toEqual(['e']);
    expect(listCalls()).toBe(1);
  });

  it('renders a burst of 50 events a few times, not 50', async () => {
    let renders = 0;
    const list = await render(() => {
      renders += 1;
      return useLiveQuery(orders, OPEN);
    });
    const before = renders;
    for (let count = 0; count < 50; count += 1) shop.orders.create({ title: `${count}` });
    await advance(100);
    expect(list.current.rows).toHaveLength(50);
    expect(renders - before).toBeLessThan(10);
  });

  it('loads page by page', async () => {
    for (const title of ['a', 'b', 'c', 'd', 'e']) shop.orders.create({ title });
    const list = await render(() => useLiveQuery(orders, OPEN));
    expect(titles(list.current.rows)).toEqual(['a', 'b', 'c']);
    expect(list.current.hasNextPage).toBe(true);
    await act(async () => void list.current.fetchNextPage());
    await advance(50);
    expect(titles(list.current.rows)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(list.current.hasNextPage).toBe(false);
  });

  it('is fresh for 25 s with a connection, and for 10 s without', async () => {
    const list = await render(() => useLiveQuery(orders, OPEN));
    const staleTime = () => queryClient.getQueryCache().getAll()[0]?.observers[0]?.options.staleTime;
    expect(list.current.isSuccess).toBe(true);
    expect(staleTime()).toBe(25_000);
    act(() => shop.client.stop());
    expect(staleTime()).toBe(10_000);
  });

  it('starts the client at its snapshot’s cursor, so that nothing is missed in between', async () => {
    shop.orders.create({ title: 'before' });
    const list = await render(() => useLiveQuery(orders, OPEN));
    expect(shop.client.getSnapshot().cursor).toBe(shop.orders.head);
    expect(titles(list.current.rows)).toEqual(['before']);
  });

  it('requests and shows nothing once the user has signed out', async () => {
    shop.orders.create({ title: 'a' });
    const list = await render(() => useLiveQuery(orders, OPEN));
    const calls = listCalls();
    await act(async () => {
      void shop.session.signOut();
      await shop.clock.advance(100);
    });
    expect(list.current.rows).toEqual([]);
    await act(() => queryClient.refetchQueries({ type: 'active' }));
    expect(listCalls()).toBe(calls);
  });
});

describe('useLiveRow', () => {
  it('follows one row until it is deleted', async () => {
    shop.orders.create({ title: 'a' });
    const row = await render(() => useLiveRow(orders, 'order-001'));
    expect(row.current.data?.title).toBe('a');
    shop.orders.change('order-001', { title: 'b' });
    await advance(50);
    expect(row.current.data?.title).toBe('b');
    shop.orders.remove('order-001');
    await advance(50);
    expect(row.current.data).toBeNull();
  });

  it('shows null for a row that does not exist', async () => {
    const row = await render(() => useLiveRow(orders, 'order-404'));
    expect(row.current).toMatchObject({ data: null, isSuccess: true });
  });
});

describe('useWatchedRow', () => {
  it('shows what others do to the row, and not the user’s own pending write', async () => {
    const row = shop.orders.create({ title: 'a' });
    const page = await render(() => ({ watched: useWatchedRow(orders, 'order-001'), ...useRowMutations(orders) }));
    expect(page.current.watched).toEqual({ state: 'current', row });
    shop.holdsBack = true;
    act(() => page.current.update.mutate({ row, body: { title: 'mine' } }));
    await advance(20);
    expect(page.current.watched).toEqual({ state: 'current', row });
    shop.orders.change('order-001', { title: 'theirs' });
    await advance(50);
    expect(page.current.watched).toMatchObject({ state: 'current', row: { title: 'theirs', version: 2 } });
  });

  it('tells who deleted the row, and shows it again once it is restored', async () => {
    const row = shop.orders.create({ title: 'a' });
    const watched = await render(() => useWatchedRow(orders, 'order-001'));
    shop.orders.remove('order-001', 'ann');
    await advance(50);
    expect(watched.current).toEqual({ state: 'deleted', by: 'ann' });
    shop.orders.rows.set('order-001', { ...row, version: 2 });
    shop.orders.change('order-001', { title: 'back' });
    await advance(50);
    expect(watched.current).toMatchObject({ state: 'current', row: { title: 'back', version: 3 } });
  });

  it('tells a row that the user may no longer see from a deleted one', async () => {
    shop.orders.create({ title: 'a', propertyId: 'p1' });
    const watched = await render(() => useWatchedRow(orders, 'order-001'));
    shop.orders.rows.clear();
    shop.server.changeAccess({ domains: ['orders'], propertyIds: ['p2'] });
    await advance(100);
    expect(watched.current).toEqual({ state: 'hidden' });
  });

  it('does not call a row deleted that was gone before: the user may have lost the right to see it', async () => {
    const watched = await render(() => useWatchedRow(orders, 'order-404'));
    expect(watched.current).toEqual({ state: 'gone' });
  });
});

describe('useLiveAggregate', () => {
  it('is refetched after events, at most once a second in a burst', async () => {
    const sum = await render(() => useLiveAggregate(summary, {}));
    expect(sum.current.data).toEqual({ count: 0 });
    const calls = () => shop.server.requestsTo('/orders/summary').length;
    const before = calls();
    for (let tenth = 0; tenth < 50; tenth += 1) {
      shop.orders.create();
      await advance(100);
    }
    await advance(2_000);
    expect(sum.current.data).toEqual({ count: 50 });
    expect(calls() - before).toBeLessThanOrEqual(6);
    expect(calls() - before).toBeGreaterThanOrEqual(3);
  });
});

describe('useRowMutations', () => {
  const openBoard = () =>
    render(() => ({
      list: useLiveQuery(orders, OPEN),
      one: useLiveRow(orders, 'order-001'),
      ...useRowMutations(orders),
    }));

  it('shows a change before the response, and reverts it after a conflict', async () => {
    const row = shop.orders.create({ title: 'a' });
    shop.orders.create({ title: 'b' });
    const now = await openBoard();
    shop.holdsBack = true;
    await act(async () => now.current.update.mutate({ row, body: { title: 'c' } }));
    await advance(20);
    expect(titles(now.current.list.rows)).toEqual(['b', 'c']);
    expect(now.current.one.data?.title).toBe('c');

    shop.server.cut(); // The others' event must not arrive before the response.
    shop.orders.change('order-001', { title: '0' });
    shop.holdsBack = false;
    shop.orders.answer(shop.orders.calls.find(({ method }) => method === 'PATCH'));
    await advance(100);
    expect(titles(now.current.list.rows)).toEqual(['0', 'b']);
    expect(now.current.update.error).toEqual(new StaleRowError(shop.orders.rows.get('order-001')));
  });

  it.each(['answer', 'event', 'read'])('shows a new row once when its %s comes first', async (first) => {
    shop.orders.create({ title: 'b' });
    const now = await openBoard();
    const counts: number[] = [];
    const look = () => counts.push(now.current.list.rows.length);
    shop.holdsBack = true;
    if (first !== 'event') shop.server.cut();
    const optimistic = orderOf(temporaryId(), 0, { title: 'a' });
    await act(async () => now.current.create.mutate({ body: { title: 'a' }, optimistic }));
    await advance(20);
    look();
    const call = shop.orders.calls.find(({ method }) => method === 'POST');
    shop.orders.arrive(call);
    shop.holdsBack = false;
    if (first === 'read') {
      await act(async () => void now.current.list.refetch());
      await advance(10);
      look();
    }
    if (first === 'answer') shop.orders.answer(call);
    await advance(100);
    look();
    shop.orders.answer(call);
    await advance(5_000);
    look();
    expect(counts.every((count) => count === 2)).toBe(true);
    expect(now.current.list.rows.map(({ orderId }) => orderId)).toEqual(['order-002', 'order-001']);
  });

  it('hides a row at once, and shows it again if there is no response', async () => {
    const row = shop.orders.create({ title: 'a' });
    const now = await openBoard();
    shop.holdsBack = true;
    await act(async () => now.current.remove.mutate(row));
    await advance(20);
    expect(now.current.list.rows).toEqual([]);
    expect(now.current.one.data).toBeNull();
    shop.orders.fail(shop.orders.calls[0]);
    await advance(20);
    expect(titles(now.current.list.rows)).toEqual(['a']);
    expect(now.current.remove.error).toBeInstanceOf(UnreachableError);
  });

  it('sends two changes of one row one after the other', async () => {
    shop.orders.create({ title: 'a' });
    const now = await openBoard();
    const rename = async (title: string): Promise<void> => {
      const [row] = now.current.list.rows;
      if (row) await act(async () => now.current.update.mutate({ row, body: { title } }));
    };
    await rename('b');
    await rename('c');
    expect(titles(now.current.list.rows)).toEqual(['c']);
    await advance(200);
    expect(shop.orders.rows.get('order-001')).toMatchObject({ title: 'c', version: 3 });
    expect(now.current.update.error).toBeNull();
  });
});

it('useArrived distinguishes newly created rows from existing ones', async () => {
  const Row = ({ row }: { row: Order }) => `${row.title} ${useArrived(orders, row) ? 'new' : 'old'} `;
  const List = () => useLiveQuery(orders, OPEN).rows.map((row) => createElement(Row, { key: row.orderId, row }));
  shop.orders.create({ title: 'a' });
  const { container } = renderElement(createElement(List), { wrapper: Page });
  await advance(200);
  shop.orders.create({ title: 'b' });
  await advance(5_000);
  expect(container.textContent).toBe('a old b new ');
});
