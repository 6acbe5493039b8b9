import { describe, expect, it } from '@jest/globals';
import type { Order } from '../testing/shop-catalogue.js';
import { orderOf, orders } from '../testing/simulated-orders.js';
import { patchPages, withoutDoubles, type PlacedRow, type RowPages } from './row-pages.js';

const order = (title: string, version = 1): Order => orderOf(title, version, { title });

/** Pages of rows by title. Every page but the last has a next one. */
const pagesOf = (...pages: readonly string[][]): RowPages<Order> => ({
  pages: pages.map((titles, index) => {
    const items = titles.map((title) => order(title));
    const isLast = index === pages.length - 1;
    return { items, next: isLast ? null : 'more', end: items.at(-1), moment: index };
  }),
  pageParams: pages.map(() => null),
});

const put = (row: Order, isIn: PlacedRow<Order>['isIn'] = () => false): PlacedRow<Order> => ({
  id: row.orderId,
  version: row.version,
  row,
  isIn,
});
const gone = (id: string, version: number): PlacedRow<Order> => ({ id, version, row: undefined, isIn: () => false });
const titles = ({ pages }: RowPages<Order>): string[][] => pages.map(({ items }) => items.map(({ title }) => title));

describe('patchPages', () => {
  it('inserts a new row at its place, on the page whose range includes it', () => {
    const list = pagesOf(['b', 'd'], ['f']);
    expect(titles(patchPages(list, [put(order('a')), put(order('e')), put(order('g'))], orders))).toEqual([
      ['a', 'b', 'd'],
      ['e', 'f', 'g'],
    ]);
  });

  it('leaves a row that sorts after the loaded pages to a later page', () => {
    const whole = pagesOf(['b', 'd'], []);
    const list = { ...whole, pages: whole.pages.slice(0, 1) };
    expect(patchPages(list, [put(order('e'))], orders)).toBe(list);
  });

  it('still knows where a page ends when its last row was removed', () => {
    const list = patchPages(pagesOf(['b', 'd'], ['f']), [gone('d', 2)], orders);
    expect(titles(patchPages(list, [put(order('c'))], orders))).toEqual([['b', 'c'], ['f']]);
  });

  it('changes a row in place, or moves it', () => {
    const list = pagesOf(['b', 'd']);
    const inPlace = { ...order('b', 2), status: 'done' as const };
    expect(patchPages(list, [put(inPlace)], orders).pages[0]?.items[0]).toBe(inPlace);
    expect(titles(patchPages(list, [put(orderOf('b', 2, { title: 'e' }))], orders))).toEqual([['d', 'e']]);
  });

  it('keeps a row that is newer than the change', () => {
    const [page] = pagesOf(['b']).pages;
    const newer = order('b', 3);
    const list = { pages: page ? [{ ...page, items: [newer] }] : [], pageParams: [null] };
    expect(patchPages(list, [put(orderOf('b', 2, { title: 'older' }))], orders)).toBe(list);
    expect(patchPages(list, [gone('b', 2)], orders)).toBe(list);
  });

  it('returns the same list if nothing changes', () => {
    const list = pagesOf(['b', 'd']);
    expect(patchPages(list, [put(order('b')), gone('x', 5)], orders)).toBe(list);
  });

  it('inserts no row that its page correctly lacks', () => {
    const list = pagesOf(['b'], ['f']);
    const isIn: PlacedRow<Order>['isIn'] = ({ moment }) => moment === 1;
    expect(titles(patchPages(list, [put(order('a'), isIn), put(order('e'), isIn)], orders))).toEqual([
      ['a', 'b'],
      ['f'],
    ]);
  });

  it('does not modify its input', () => {
    const list = pagesOf(['b']);
    patchPages(list, [put(order('a'))], orders);
    expect(titles(list)).toEqual([['b']]);
  });
});

describe('withoutDoubles', () => {
  it('keeps the higher version of a row that moved while pages were read', () => {
    const list: RowPages<Order> = {
      pages: [
        { items: [order('a'), order('b')], next: 'more', end: order('b'), moment: 1 },
        { items: [orderOf('a', 2, { title: 'c' })], next: null, end: undefined, moment: 2 },
      ],
      pageParams: [null, 'more'],
    };
    expect(titles(withoutDoubles(list, orders.idOf))).toEqual([['b'], ['c']]);
  });

  it('returns the same list if there are none', () => {
    const list = pagesOf(['a'], ['b']);
    expect(withoutDoubles(list, orders.idOf)).toBe(list);
  });
});
