import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Order } from '../testing/shop-catalogue.js';
import { orders, orderOf } from '../testing/simulated-orders.js';
import { PendingWrites, pendingState, showPending } from './pending-writes.js';
import type { RowPages } from './row-pages.js';
import { isTemporary, temporaryId } from './temporary-id.js';

let pending: PendingWrites<Order>;

beforeEach(() => {
  pending = new PendingWrites('orderId', orders.idOf);
});

const listOf = (...items: Order[]): RowPages<Order> => ({
  pages: [{ items, next: null, end: items.at(-1), moment: 1 }],
  pageParams: [null],
});

const shown = (list: RowPages<Order>): readonly string[] =>
  showPending(list, pending.getSnapshot(), (order) => order.status === 'open', orders).pages.flatMap(({ items }) =>
    items.map(({ orderId, title }) => `${isTemporary(orderId) ? 'new' : orderId} ${title}`),
  );

const draft = (title: string): Order => orderOf(temporaryId(), 0, { title });

describe('a creation', () => {
  it('is shown in its place until the response', () => {
    const write = pending.begin({ kind: 'create', row: draft('b') });
    expect(shown(listOf(orderOf('1', 1, { title: 'a' }), orderOf('2', 1, { title: 'c' })))).toEqual([
      '1 a',
      'new b',
      '2 c',
    ]);
    write.end('3');
    expect(shown(listOf())).toEqual([]);
  });

  it('is replaced by the server’s row that arrives before the response', () => {
    pending.begin({ kind: 'create', row: draft('b') });
    expect(shown(listOf(orderOf('1', 1, { title: 'b' })))).toEqual(['1 b']);
  });

  it('is not mistaken for an existing row with the same fields', () => {
    const twin = orderOf('1', 1, { title: 'b' });
    pending.begin({ kind: 'create', row: draft('b') }, [twin]);
    expect(shown(listOf(twin))).toEqual(['1 b', 'new b']);
  });

  it('is shown once for each of two equal ones, whichever response arrives first', () => {
    pending.begin({ kind: 'create', row: draft('b') });
    const second = pending.begin({ kind: 'create', row: draft('b') });
    const list = listOf(orderOf('1', 1, { title: 'b' }));
    expect(shown(list)).toEqual(['1 b', 'new b']);
    second.end('1');
    expect(shown(list)).toEqual(['1 b', 'new b']);
  });

  it('is recognised by a custom rule if the server changes the input', () => {
    const recognises = (own: Order, server: Order) => own.title.trim() === server.title;
    pending.begin({ kind: 'create', row: draft(' b '), recognises });
    expect(shown(listOf(orderOf('1', 1, { title: 'b' })))).toEqual(['1 b']);
  });
});

describe('a change', () => {
  const row = orderOf('1', 1, { title: 'a' });

  it('moves the row, also into and out of lists', () => {
    pending.begin({ kind: 'change', row, to: { title: 'c' } });
    expect(shown(listOf(row, orderOf('2', 1, { title: 'b' })))).toEqual(['2 b', '1 c']);
    pending.begin({ kind: 'change', row: { ...row, version: 2 }, to: { status: 'done' } });
    expect(shown(listOf(row))).toEqual([]);
  });

  it('is replaced by the same version from the server, whoever made it', () => {
    pending.begin({ kind: 'change', row, to: { title: 'c' } });
    expect(shown(listOf(orderOf('1', 2, { title: 'x' })))).toEqual(['1 x']);
  });

  it('does not restore a row that an event deleted', () => {
    pending.begin({ kind: 'change', row, to: { title: 'c' } });
    pending.overtake('1', 2);
    expect(shown(listOf())).toEqual([]);
  });

  it('is reverted when it ends, without affecting the others', () => {
    const first = pending.begin({ kind: 'change', row, to: { title: 'c' } });
    pending.begin({ kind: 'remove', row: orderOf('2', 1) });
    first.end();
    expect(shown(listOf(row, orderOf('2', 1)))).toEqual(['1 a']);
  });

  it('is reverted without a later change of the same row', () => {
    const first = pending.begin({ kind: 'change', row, to: { title: 'c' } });
    pending.begin({ kind: 'change', row: { ...row, version: 2 }, to: { title: 'd' } });
    first.end();
    expect(shown(listOf(row))).toEqual(['1 d']);
  });

  it('is visible in a single row’s query', () => {
    pending.begin({ kind: 'change', row, to: { title: 'c' } });
    expect(pendingState(row, '1', pending.getSnapshot())).toMatchObject({ title: 'c', version: 2 });
    expect(pendingState(row, '2', pending.getSnapshot())).toBe(row);
    expect(pendingState<Order>(null, '1', pending.getSnapshot())).toBeNull();
  });
});

it('writes to one row wait for each other, even after a failure; writes to other rows do not', async () => {
  const log: string[] = [];
  const open: (() => void)[] = [];
  const send =
    (name: string, fails = false) =>
    async () => {
      log.push(name);
      await new Promise<void>((resolve) => open.push(resolve));
      if (fails) throw new Error(name);
    };
  const first = pending.inTurn('1', send('first', true));
  const second = pending.inTurn('1', send('second'));
  const other = pending.inTurn('2', send('other'));
  await Promise.resolve();
  await Promise.resolve();
  expect(log).toEqual(['first', 'other']);
  open[0]?.();
  await expect(first).rejects.toThrow('first');
  expect(log).toEqual(['first', 'other', 'second']);
  open[1]?.();
  open[2]?.();
  await Promise.all([second, other]);
});
