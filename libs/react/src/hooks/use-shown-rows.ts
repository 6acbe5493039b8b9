import { useEffect, useState } from 'react';
import { ROWS_PER_FRAME } from '../live/live-cache.js';

/**
 * Returns the rows to render: all of them if few are new or changed, such as those of events; else so many more with each
 * rendering, from the top, until all are shown. What somebody types and clicks comes in between.
 *
 * Not a transition of React: each event would begin it again, and in a list that changes all the time the rows of a page would be
 * shown seconds late, or those of the first page not at all for so long.
 *
 * @param idOf the id of a row: one that changed is shown as it was until it is its turn
 */
export function useShownRows<Row>(rows: readonly Row[], idOf: (row: Row) => string): readonly Row[] {
  const [held, hold] = useState({ rows, shown: rows });
  let now = held;
  if (held.rows !== rows) {
    now = { rows, shown: withMore(held.shown, rows, idOf) };
    hold(now);
  }
  useEffect(() => {
    if (now.shown === now.rows) return;
    hold((last) => (last === now ? { rows: last.rows, shown: withMore(last.shown, last.rows, idOf) } : last));
  }, [now, idOf]);
  return now.shown;
}

/** `rows`, of which at most {@link ROWS_PER_FRAME} are not shown yet: the others are left out, or as they are shown. */
function withMore<Row>(shown: readonly Row[], rows: readonly Row[], idOf: (row: Row) => string): readonly Row[] {
  const known = new Set(shown);
  const unknown = rows.filter((row) => !known.has(row));
  if (unknown.length <= ROWS_PER_FRAME) return rows;
  const turn = new Set(unknown.slice(0, ROWS_PER_FRAME));
  const earlier = new Map(shown.map((row) => [idOf(row), row]));
  return rows
    .map((row) => (known.has(row) || turn.has(row) ? row : earlier.get(idOf(row))))
    .filter((row) => row !== undefined);
}
