import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { cleanup, render } from '@testing-library/react';
import { createElement, memo, useEffect, useMemo, useState } from 'react';
import { ROWS_PER_FRAME } from '../live/live-cache.js';
import { useShownRows } from './use-shown-rows.js';

interface Row {
  readonly id: number;
}

/** What each rendering of the list showed, and how often rows were rendered. */
let shown: (readonly Row[])[];
let renderings: number;
beforeEach(() => {
  shown = [];
  renderings = 0;
});
afterEach(cleanup);

const Item = memo(function Item({ row }: { readonly row: Row }) {
  renderings += 1;
  return createElement('li', null, row.id);
});

function List({ rows }: { readonly rows: readonly Row[] }) {
  const now = useShownRows(rows, idOf);
  shown.push(now);
  return now.map((row) => createElement(Item, { key: row.id, row }));
}

const idOf = (row: Row): string => String(row.id);

const some = (count: number): readonly Row[] => Array.from({ length: count }, (_, id) => ({ id }));

it('shows few changed rows at once, and renders nothing else', () => {
  let rows = some(1_000);
  const { rerender } = render(createElement(List, { rows }));
  for (let burst = 1; burst <= 5; burst += 1) {
    const from = burst * ROWS_PER_FRAME;
    rows = rows.map((row, index) => (index >= from && index < from + ROWS_PER_FRAME ? { ...row } : row));
    shown = [];
    renderings = 0;
    rerender(createElement(List, { rows }));
    expect(shown.every((one) => one === rows)).toBe(true);
    expect(renderings).toBe(ROWS_PER_FRAME);
  }
});

it('shows many new rows from the top, so many with each rendering', () => {
  const few = some(50);
  const { rerender, container } = render(createElement(List, { rows: few }));
  shown = [];
  const many = some(150).toReversed();
  rerender(createElement(List, { rows: many }));
  const counts = [...new Set(shown.map((rows) => rows.length))];
  expect(counts).toEqual([74, 98, 122, 146, 150]);
  expect(shown[0]?.slice(0, ROWS_PER_FRAME)).toEqual(many.slice(0, ROWS_PER_FRAME));
  expect(shown.at(-1)).toBe(many);
  expect(container.querySelectorAll('li')).toHaveLength(150);
});

it('shows many changed rows as they were until it is their turn, and none that is gone', () => {
  const before = some(100);
  const { rerender } = render(createElement(List, { rows: before }));
  shown = [];
  const after = before.slice(1).map((row) => ({ ...row }));
  rerender(createElement(List, { rows: after }));
  expect(new Set(shown.map((rows) => rows.length))).toEqual(new Set([99]));
  const first = shown[0] ?? [];
  expect(first.slice(0, ROWS_PER_FRAME).every((row, index) => row === after[index])).toBe(true);
  expect(first.slice(ROWS_PER_FRAME).every((row, index) => row === before[index + 1 + ROWS_PER_FRAME])).toBe(true);
  expect(shown.at(-1)).toBe(after);
});

it('shows the rows of a page while those above them keep changing', () => {
  const page = some(100);
  let complete: number | undefined;
  function Busy() {
    const [round, setRound] = useState(0);
    useEffect(() => {
      if (round < 20) setRound(round + 1);
      if (shown.at(-1)?.length === page.length) complete ??= round;
    }, [round]);
    // 50 rows at first, then a page, of which the topmost change with each rendering.
    const rows = useMemo(
      () => (round === 0 ? page.slice(0, 50) : page.map((row, index) => (index < ROWS_PER_FRAME ? { ...row } : row))),
      [round],
    );
    return createElement(List, { rows });
  }
  render(createElement(Busy));
  expect(complete).toBeLessThan(10);
});

it('shows the last of many states', () => {
  const { rerender, container } = render(createElement(List, { rows: some(10) }));
  for (const count of [200, 210, 205, 20]) rerender(createElement(List, { rows: some(count) }));
  expect(container.querySelectorAll('li')).toHaveLength(20);
});
