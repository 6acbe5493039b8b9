import { replaceEqualDeep } from '@tanstack/react-query';
import type { RowPages } from './row-pages.js';

/**
 * Returns a list that was read anew, with the objects of the earlier one for rows that are the same: they are not rendered
 * again. The query library compares by index, so a row that arrives above would make a copy of each one below.
 */
export function shareRows<Row>(
  before: RowPages<Row> | undefined,
  after: RowPages<Row>,
  idOf: (row: Row) => string,
): RowPages<Row> {
  if (!before) return after;
  const known = new Map(before.pages.flatMap(({ items }) => items.map((row) => [idOf(row), row])));
  const share = (row: Row): Row => {
    const earlier = known.get(idOf(row));
    return earlier === undefined ? row : replaceEqualDeep(earlier, row);
  };
  return { ...after, pages: after.pages.map((page) => ({ ...page, items: page.items.map(share) })) };
}

/** Returns the earlier array if the new one has the same rows. */
export const sameRows = <Row>(before: readonly Row[] | undefined, after: readonly Row[]): readonly Row[] =>
  before?.length === after.length && after.every((row, index) => row === before[index]) ? before : after;
