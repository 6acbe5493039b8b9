import { expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/client/testing';
import type { Session } from '@bellhop/client';
import type { Order } from '../testing/shop-catalogue.js';
import { InfiniteQueryObserver, QueryClient, type QueryKey } from '@tanstack/react-query';
import fc from 'fast-check';
import { FakeClient } from '../testing/fake-client.js';
import { SimulatedOrders, type OrderFields, type OrdersView, orderOf, orders } from '../testing/simulated-orders.js';
import { LiveCache } from './live-cache.js';
import { liveKeys } from './live-keys.js';
import type { LiveRows } from './live-rows.js';
import { showPending } from './pending-writes.js';
import { updateRow } from './row-mutations.js';
import type { RowPage, RowPages } from './row-pages.js';
import { temporaryId } from './temporary-id.js';

const VIEW: OrdersView = { status: 'open' };
const FRAME_MS = 16;

const noSession = {
  getSnapshot: () => ({ user: undefined }),
  subscribe: () => () => undefined,
} as unknown as Session;

/** One tab that shows a list of open orders, and its server. */
class Tab {
  readonly clock = new SimulatedClock();
  readonly server = new SimulatedOrders(this.clock);
  readonly client = new FakeClient();
  readonly queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity } } });
  readonly live: LiveCache;
  readonly rows: LiveRows<Order, OrdersView>;
  readonly #observer: InfiniteQueryObserver<RowPage<Order>, Error, RowPages<Order>, QueryKey, string | null>;
  #leave: (() => void) | undefined;
  #delivered = 0;
  #epoch = 'e1';
  #backup: ReadonlyMap<string, Order> = new Map();

  constructor() {
    const { clock, client, queryClient, server } = this;
    const environment = { now: clock.now, after: clock.after, random: () => 0.5 };
    this.live = new LiveCache({ client, session: noSession, queryClient, environment, request: server.request });
    this.rows = this.live.rowsOf(orders);
    this.live.start();
    this.#observer = new InfiniteQueryObserver<RowPage<Order>, Error, RowPages<Order>, QueryKey, string | null>(
      queryClient,
      {
        queryKey: liveKeys.list(orders, VIEW),
        queryFn: ({ pageParam, signal }) => this.rows.readPage(VIEW, pageParam, signal),
        initialPageParam: null,
        getNextPageParam: (page) => page.next,
        // Only gaps and failures cause a reload: otherwise events alone must keep the list correct.
        staleTime: Infinity,
        networkMode: 'always',
      },
    );
    this.toggleScreen();
  }

  get data(): RowPages<Order> | undefined {
    return this.queryClient.getQueryData(liveKeys.list(orders, VIEW));
  }

  get shown(): readonly Order[] {
    if (!this.data) return [];
    const accepts = (order: Order): boolean => orders.accepts(order, VIEW);
    const list = showPending(this.data, this.rows.pending.getSnapshot(), accepts, orders);
    return list.pages.flatMap(({ items }) => items);
  }

  /** Opens or leaves the page; leaving cancels its requests. */
  toggleScreen(): void {
    if (this.#leave) {
      this.#leave();
      this.#leave = undefined;
    } else this.#leave = this.#observer.subscribe(() => undefined);
  }

  refetch(): void {
    void this.queryClient.invalidateQueries({ queryKey: liveKeys.domain('orders') });
  }

  nextPage(): void {
    if (this.#leave && this.#observer.getCurrentResult().hasNextPage) void this.#observer.fetchNextPage();
  }

  deliver(count: number, isSwapped: boolean): void {
    if (this.#epoch !== this.server.epoch) return this.gap();
    const next = this.server.events.slice(this.#delivered, this.#delivered + count);
    this.#delivered += next.length;
    for (const event of isSwapped ? next.toReversed() : next) this.client.deliver(event, this.#epoch);
  }

  redeliver(which: number): void {
    const event =
      this.#epoch === this.server.epoch ? pick(this.server.events.slice(0, this.#delivered), which) : undefined;
    if (event) this.client.deliver(event, this.#epoch);
  }

  gap(): void {
    this.#delivered = this.server.events.length;
    this.#epoch = this.server.epoch;
    this.client.tellGap({ reason: 'expired', cursor: this.server.head, domains: ['orders'] });
  }

  backUp(): void {
    this.#backup = new Map(this.server.rows);
  }

  restore(): void {
    this.server.restore(this.#backup);
  }

  /** A command of this tab's user. */
  write(kind: 'create' | 'change' | 'remove', which: number, fields: OrderFields): void {
    const row = pick(this.shown, which);
    const { request } = this.server;
    const done = (): Promise<unknown> => {
      if (kind === 'create') {
        const draft = orderOf(temporaryId(), 0, fields);
        const send = async () => (await request<Order>('POST', '/orders', { body: fields })).body;
        return this.rows.write({ kind, row: draft }, send);
      }
      if (!row || row.version === 0) return Promise.resolve();
      if (kind === 'change') {
        const send = () => updateRow(request, this.rows, 'PATCH', row, fields);
        return this.rows.write({ kind, row, to: fields }, send);
      }
      return this.rows.write({ kind, row }, () => updateRow(request, this.rows, 'DELETE', row));
    };
    done().catch(() => undefined); // Rejected or without a response: the user is told, and the rows stay as they are.
  }

  /** Completes everything in progress. */
  async finish(): Promise<void> {
    if (!this.#leave) this.toggleScreen();
    this.deliver(Infinity, false);
    await this.#quiet();
    const query = this.queryClient.getQueryCache().find({ queryKey: liveKeys.list(orders, VIEW) });
    // A failed read is repeated by the component that shows it.
    if (query?.state.status !== 'success' || query.state.isInvalidated) {
      this.refetch();
      await this.#quiet();
    }
  }

  async allPages(): Promise<void> {
    while (this.data?.pages.at(-1)?.next) {
      this.nextPage();
      await this.#quiet();
    }
  }

  close(): void {
    this.#leave?.();
    this.queryClient.clear();
  }

  async #quiet(): Promise<void> {
    do {
      for (const call of this.server.calls) this.server.answer(call);
      this.deliver(Infinity, false);
      await this.clock.advance(FRAME_MS);
    } while (this.server.calls.length > 0);
  }
}

function pick<T>(list: readonly T[], which: number): T | undefined {
  return list[which % Math.max(1, list.length)];
}

const which = fc.nat(30);
const fields = fc.record(
  { title: fc.constantFrom('a', 'b', 'c', 'd', 'e'), status: fc.constantFrom('open', 'done') },
  {
    requiredKeys: [],
  },
) as fc.Arbitrary<OrderFields>;

interface Step {
  readonly run: (tab: Tab) => unknown;
  readonly toString: () => string;
}
const step = <T>(name: string, given: fc.Arbitrary<T>, run: (tab: Tab, given: T) => unknown): fc.Arbitrary<Step> =>
  given.map((value) => ({ run: (tab) => run(tab, value), toString: () => `${name} ${JSON.stringify(value)}` }));

const others = [
  step('others create', fields, ({ server }, given) => void server.create(given)),
  step('others change', fc.tuple(which, fields), ({ server }, [index, given]) => {
    const row = pick([...server.rows.values()], index);
    if (row) server.change(row.orderId, given);
  }),
  step('others remove', which, ({ server }, index) => {
    const row = pick([...server.rows.values()], index);
    if (row) server.remove(row.orderId);
  }),
];
const network = [
  step('deliver', fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()), (tab, [count, swap]) =>
    tab.deliver(count, swap),
  ),
  step('deliver again', which, (tab, index) => tab.redeliver(index)),
  step('arrive', which, ({ server }, index) => server.arrive(pick(server.calls, index))),
  step('answer', which, ({ server }, index) => server.answer(pick(server.calls, index))),
];
const troubles = [
  step('fail', which, ({ server }, index) => server.fail(pick(server.calls, index))),
  step('gap', fc.constant(0), (tab) => tab.gap()),
  step('back up', fc.constant(0), (tab) => tab.backUp()),
  step('restore', fc.constant(0), (tab) => tab.restore()),
];
const user = [
  step('a frame passes', fc.constant(0), (tab) => tab.clock.advance(FRAME_MS)),
  step('refetch', fc.constant(0), (tab) => tab.refetch()),
  step('next page', fc.constant(0), (tab) => tab.nextPage()),
  step('open or leave', fc.constant(0), (tab) => tab.toggleScreen()),
  step('create', fields, (tab, given) => tab.write('create', 0, given)),
  step('change', fc.tuple(which, fields), (tab, [index, given]) => tab.write('change', index, given)),
  step('remove', which, (tab, index) => tab.write('remove', index, {})),
];

it.each([
  ['with cursors on snapshots', true],
  ['without cursors on snapshots', false],
])(
  'any interleaving of reads, events and commands ends with exactly the server’s rows, %s',
  async (_name, tellsCursor) => {
    const steps = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.oneof(...others) },
        { weight: 5, arbitrary: fc.oneof(...network) },
        { weight: 1, arbitrary: fc.oneof(...troubles) },
        { weight: 2, arbitrary: fc.oneof(...user) },
      ),
      { maxLength: 60, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fields, { maxLength: 12 }), fc.boolean(), steps, async (initial, isLoaded, script) => {
        const tab = new Tab();
        tab.server.tellsCursor = tellsCursor;
        for (const given of initial) tab.server.create(given);
        if (isLoaded) {
          await tab.finish();
          await tab.allPages();
        }
        for (const { run } of script) {
          await run(tab);
          await tab.clock.settle();
        }
        await tab.finish();
        const expected = tab.server.list(VIEW);
        const last = tab.data?.pages.at(-1);
        const reached = expected.filter(
          (order) => last?.next === null || (last?.end !== undefined && orders.compare(order, last.end) <= 0),
        );
        expect(tab.shown).toEqual(reached);
        expect(tab.rows.pending.getSnapshot()).toEqual({ creations: [], states: [] });
        await tab.allPages();
        expect(tab.shown).toEqual(expected);
        tab.close();
      }),
      { numRuns: 400 },
    );
  },
);
