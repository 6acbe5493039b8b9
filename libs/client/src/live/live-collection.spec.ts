import { beforeEach, describe, expect, it } from '@jest/globals';
import type { EventOf } from '@bellhop/protocol';
import fc from 'fast-check';
import { RecordedTab } from '../testing/recorded-tab.js';
import { SimulatedBrowser } from '../testing/simulated-browser.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { SimulatedServer } from '../testing/simulated-server.js';
import { createLiveCollection, type LiveCollection } from './live-collection.js';
import type { RowChange } from './rows.js';

interface Row {
  readonly orderId: string;
  readonly version: number;
}

let clock: SimulatedClock;
let server: SimulatedServer;
let tab: RecordedTab;
/** The server's rows. */
let table: Map<string, Row>;
let versions: Map<string, number>;
let fetches: number;

const changeOf = ({ eventType, payload }: EventOf<'orders'>): RowChange<Row> =>
  eventType === 'OrderDeleted'
    ? { kind: 'remove', id: payload.orderId, version: payload.version }
    : { kind: 'put', row: { orderId: payload.orderId, version: payload.version } };

/** Includes deleted rows: an id never starts again at version 1. */
function nextVersion(orderId: string): number {
  const version = (versions.get(orderId) ?? 0) + 1;
  versions.set(orderId, version);
  return version;
}

function write(orderId: string): void {
  const row = { orderId, version: nextVersion(orderId) };
  table.set(orderId, row);
  server.raise({ eventType: row.version === 1 ? 'OrderCreated' : 'OrderUpdated', payload: row });
}

function erase(orderId: string): void {
  if (!table.delete(orderId)) return;
  server.raise({ eventType: 'OrderDeleted', payload: { orderId, version: nextVersion(orderId) } });
}

const after = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));

/** A `GET` that reads the table halfway through. */
async function read(beforeMs: number, afterMs: number) {
  fetches += 1;
  await after(beforeMs);
  const snapshot = { rows: [...table.values()], cursor: server.log.head };
  await after(afterMs);
  return snapshot;
}

const collect = (fetch = () => read(20, 20)): LiveCollection<Row> =>
  createLiveCollection({
    client: tab.client,
    domain: 'orders',
    environment: tab.tab,
    id: (row: Row) => row.orderId,
    fetch,
    changeOf,
  });

const shown = (orders: LiveCollection<Row>) =>
  orders
    .getSnapshot()
    .rows.map(({ orderId, version }) => `${orderId}${version}`)
    .sort();
const real = () => [...table.values()].map(({ orderId, version }) => `${orderId}${version}`).sort();

beforeEach(async () => {
  clock = new SimulatedClock();
  server = new SimulatedServer({ clock });
  tab = new RecordedTab(new SimulatedBrowser({ clock, network: server.network }));
  table = new Map();
  versions = new Map();
  fetches = 0;
  void tab.session.signIn('ada@aurora.test', 'bellhop-demo');
  await clock.until(() => tab.isConnected, 5_000);
});

describe('a live collection', () => {
  it('is a snapshot plus the events since', async () => {
    write('a');
    const orders = collect();
    expect(orders.getSnapshot()).toEqual({ status: 'loading', rows: [], error: undefined });
    await clock.advance(100);
    expect(orders.getSnapshot().status).toBe('ready');
    write('b');
    write('a');
    await clock.advance(100);
    expect(shown(orders)).toEqual(['a2', 'b1']);
    expect(fetches).toBe(1);
  });

  it('does not show a row that was deleted while a snapshot with it was loading', async () => {
    write('a');
    const orders = collect(() => read(10, 500));
    await clock.advance(100);
    erase('a');
    await clock.advance(1_000);
    expect(shown(orders)).toEqual([]);
  });

  it('keeps a row that was created after the snapshot was taken', async () => {
    const orders = collect(() => read(10, 500));
    await clock.advance(100);
    write('a');
    await clock.advance(1_000);
    expect(shown(orders)).toEqual(['a1']);
  });

  it('reloads after a gap of its domain, and only then', async () => {
    const orders = collect();
    await clock.advance(100);
    tab.client.stop();
    write('a');
    server.log.expire();
    tab.client.start();
    await clock.advance(5_000);
    expect(fetches).toBe(2);
    expect(shown(orders)).toEqual(['a1']);
    const payments = tab.gaps.map((gap) => ({ ...gap, domains: ['payments'] }));
    for (const stream of server.streams) stream.frame('gap', payments[0], 'e1.1');
    await clock.advance(100);
    expect(fetches).toBe(2);
  });

  it('reloads when rights have changed', async () => {
    collect();
    await clock.advance(100);
    server.changeAccess({ domains: ['orders'], propertyIds: 'all' });
    await clock.advance(100);
    expect(fetches).toBe(2);
  });

  it('applies a command’s response, and its event changes nothing', async () => {
    const orders = collect();
    await clock.advance(100);
    let told = 0;
    orders.apply({ kind: 'put', row: { orderId: 'a', version: 1 } });
    orders.subscribe(() => (told += 1));
    write('a');
    await clock.advance(100);
    expect(shown(orders)).toEqual(['a1']);
    expect(told).toBe(0);
  });

  it('keeps a command’s response while a snapshot without it is loading', async () => {
    const orders = collect(() => read(10, 500));
    await clock.advance(100);
    orders.apply({ kind: 'put', row: { orderId: 'a', version: 1 } });
    await clock.advance(1_000);
    expect(shown(orders)).toEqual(['a1']);
  });

  it('does not briefly show a row that the snapshot no longer has', async () => {
    server.cut();
    write('a');
    erase('a');
    const orders = collect(() => read(0, 0));
    const seen: string[][] = [];
    orders.subscribe(() => seen.push(shown(orders)));
    await clock.advance(10_000);
    expect(tab.seqs).toEqual([1, 2]);
    expect(seen.flat()).toEqual([]);
  });

  it('retries a failed snapshot, and reports the failure meanwhile', async () => {
    let isAway = true;
    const orders = collect(() => (isAway ? Promise.reject(new Error('away')) : read(1, 1)));
    await clock.advance(10);
    expect(orders.getSnapshot()).toMatchObject({ status: 'failed', rows: [], error: new Error('away') });
    write('a');
    await clock.advance(10);
    expect(orders.getSnapshot().status).toBe('failed');
    isAway = false;
    await clock.advance(5_000);
    expect(orders.getSnapshot()).toMatchObject({ status: 'ready', error: undefined });
    expect(shown(orders)).toEqual(['a1']);
  });

  it('completes a cached snapshot from the tab’s history', async () => {
    write('a');
    await clock.advance(10);
    const old = { rows: [...table.values()], cursor: server.log.head };
    write('b');
    erase('a');
    await clock.advance(100);
    const orders = collect(async () => old);
    await clock.advance(100);
    expect(shown(orders)).toEqual(['b1']);
  });

  it('reloads if the tab’s history does not reach back to the snapshot', async () => {
    write('a');
    const late = new RecordedTab(new SimulatedBrowser({ clock, network: server.network }));
    void late.session.signIn('ada@aurora.test', 'bellhop-demo');
    const old = { rows: [], cursor: 'e1.0' };
    await clock.until(() => late.isConnected, 5_000);
    tab = late;
    const answers = [old];
    const orders = collect(async () => answers.shift() ?? read(1, 1));
    await clock.advance(100);
    expect(shown(orders)).toEqual(['a1']);
  });

  it('starts a tab without a position at the snapshot’s cursor', async () => {
    const late = new RecordedTab(new SimulatedBrowser({ clock, network: server.network }));
    tab = late;
    const orders = collect();
    await clock.advance(100);
    write('a');
    void late.session.signIn('ada@aurora.test', 'bellhop-demo');
    await clock.until(() => late.isConnected, 5_000);
    await clock.advance(100);
    expect(shown(orders)).toEqual(['a1']);
    expect(fetches).toBe(1);
  });

  it('gets no events after close', async () => {
    const orders = collect();
    await clock.advance(100);
    orders.close();
    write('a');
    server.changeAccess({ domains: ['orders'], propertyIds: 'all' });
    await clock.advance(100);
    expect(shown(orders)).toEqual([]);
    expect(fetches).toBe(1);
  });

  it('ends up correct, whatever happens while snapshots are loading', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('write', 'erase'), id: fc.constantFrom('a', 'b', 'c', 'd') }),
      fc.record({ do: fc.constantFrom('refetch', 'cut', 'expire'), id: fc.constant('') }),
      fc.record({ do: fc.constant('wait'), id: fc.constantFrom('1', '7', '30', '3000') }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.nat({ max: 60 }),
        fc.nat({ max: 60 }),
        async (steps, before, afterMs) => {
          const orders = collect(() => read(before, afterMs));
          for (const { do: what, id } of steps) {
            if (what === 'write') write(id);
            if (what === 'erase') erase(id);
            if (what === 'refetch') orders.refetch();
            if (what === 'cut') server.cut();
            if (what === 'expire') server.log.expire();
            if (what === 'wait') await clock.advance(Number(id));
          }
          await clock.advance(10_000);
          expect(shown(orders)).toEqual(real());
          orders.close();
        },
      ),
      { numRuns: 300 },
    );
  });
});
