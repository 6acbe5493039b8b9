import type { VersionedRow } from '@bellhop/client';
import type { Page } from '@bellhop/protocol';
import type { Reading } from './known-rows.js';

/** A page of a list, with position and time of its read. */
export interface RowPage<Row> extends Page<Row>, Reading {
  /** The last row as read: the next page begins after it, even if it changes later. Undefined for an empty page. */
  readonly end: Row | undefined;
}

/** A list as cached by `useInfiniteQuery`. */
export interface RowPages<Row> {
  readonly pages: readonly RowPage<Row>[];
  readonly pageParams: readonly unknown[];
}

/** Identity and order of rows in lists. */
export interface Placement<Row> {
  readonly idOf: (row: Row) => string;
  readonly compare: (a: Row, b: Row) => number;
}

/** Current state of a row; `row` is undefined if the list does not show it. */
export interface PlacedRow<Row> {
  readonly id: string;
  readonly version: number;
  readonly row: Row | undefined;
  /** Whether a page that lacks the row is correct to lack it. */
  readonly isIn: (page: Reading) => boolean;
}

interface OpenPage<Row> extends Omit<RowPage<Row>, 'items'> {
  readonly items: Row[];
}

/**
 * Returns the list with these current rows: updated in place, moved, inserted or removed. A higher version in the list
 * stays. Ids must be unique among `rows`, and in the list. Returns `list` itself if nothing changed.
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

/**
 * Returns the list with each row once, in its highest version: a row that moves while pages are read can appear twice.
 */
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

/** Leaves a row that sorts after the loaded pages to its own page. @returns whether it was inserted */
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
