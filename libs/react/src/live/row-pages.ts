import type { VersionedRow } from '@bellhop/client';
import type { Page } from '@bellhop/protocol';
import type { Reading } from './known-rows.js';

/** A page of a list, and when it was read. */
export interface RowPage<Row> extends Page<Row>, Reading {
  /** The last row as it was read: the next page begins after it, whatever has become of it. Undefined of an empty page. */
  readonly end: Row | undefined;
}

/** A list as `useInfiniteQuery` caches it. */
export interface RowPages<Row> {
  readonly pages: readonly RowPage<Row>[];
  readonly pageParams: readonly unknown[];
}

/** Where rows stand in lists. */
export interface Placement<Row> {
  readonly idOf: (row: Row) => string;
  readonly compare: (a: Row, b: Row) => number;
}

/** A row as it is now; `row` is undefined where the list does not show it. */
export interface PlacedRow<Row> {
  readonly id: string;
  readonly version: number;
  readonly row: Row | undefined;
  /** Whether a page that lacks the row lacks it rightly. */
  readonly isIn: (page: Reading) => boolean;
}

interface OpenPage<Row> extends Omit<RowPage<Row>, 'items'> {
  readonly items: Row[];
}

/**
 * The list with these rows as they are now: where they are, where they belong now, or no longer. What the list has in a
 * higher version stays. Ids are unique among `rows`, and in the list. Returns `list` itself when nothing changed.
 */
export function patchPages<Row extends VersionedRow>(
  list: RowPages<Row>,
  rows: readonly PlacedRow<Row>[],
  { idOf, compare }: Placement<Row>,
): RowPages<Row> {
  const open = new Map(rows.map((row) => [row.id, row]));
  const moved: Row[] = [];
  let isChanged = false;

  const pages: OpenPage<Row>[] = list.pages.map((page) => {
    const items = page.items.flatMap((item) => {
      const now = open.get(idOf(item));
      if (!now) return [item];
      open.delete(now.id);
      if (now.version <= item.version) return [item];
      isChanged = true;
      if (now.row && compare(now.row, item) === 0) return [now.row];
      if (now.row) moved.push(now.row);
      return [];
    });
    return { ...page, items };
  });

  for (const row of moved) insert(pages, row, compare);
  for (const { row, isIn } of open.values()) if (row && insert(pages, row, compare, isIn)) isChanged = true;
  return isChanged ? { ...list, pages } : list;
}

/** The list with each row once, in its highest version: what moves while pages are read one by one is met twice. */
export function withoutDoubles<Row extends VersionedRow>(
  list: RowPages<Row>,
  idOf: Placement<Row>['idOf'],
): RowPages<Row> {
  const best = new Map<string, Row>();
  let count = 0;
  for (const { items } of list.pages)
    for (const item of items) {
      count += 1;
      const other = best.get(idOf(item));
      if (!other || other.version < item.version) best.set(idOf(item), item);
    }
  if (best.size === count) return list;
  const isBest = (item: Row): boolean => best.get(idOf(item)) === item;
  return { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.filter(isBest) })) };
}

/** A row that belongs below what is loaded is left for its page to bring. @returns whether it was put in */
function insert<Row>(
  pages: readonly OpenPage<Row>[],
  row: Row,
  compare: Placement<Row>['compare'],
  isIn: PlacedRow<Row>['isIn'] = () => false,
): boolean {
  const page = pages.find(({ next, end }) => next === null || (end !== undefined && compare(row, end) <= 0));
  if (!page || isIn(page)) return false;
  const index = page.items.findIndex((item) => compare(row, item) < 0);
  page.items.splice(index < 0 ? page.items.length : index, 0, row);
  return true;
}
