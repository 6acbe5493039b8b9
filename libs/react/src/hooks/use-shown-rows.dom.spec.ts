import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { cleanup, render } from '@testing-library/react';
import { createElement, memo } from 'react';
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
  const now = useShownRows(rows);
  shown.push(now);
  return now.map((row) => createElement(Item, { key: row.id, row }));
}

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

it('shows many new rows a moment later, when nothing more urgent is left', () => {
  const few = some(50);
  const { rerender, container } = render(createElement(List, { rows: few }));
  shown = [];
  const many = [...few, ...some(100).slice(50)];
  rerender(createElement(List, { rows: many }));
  expect(shown[0]).toBe(few);
  expect(shown.at(-1)).toBe(many);
  expect(container.querySelectorAll('li')).toHaveLength(100);
});

it('shows the last of many states', () => {
  const { rerender, container } = render(createElement(List, { rows: some(10) }));
  for (const count of [200, 210, 205, 20]) rerender(createElement(List, { rows: some(count) }));
  expect(container.querySelectorAll('li')).toHaveLength(20);
});
