import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FULL, groupRows, type RowGroup } from './row-groups.js';

interface Row {
  readonly id: string;
}

const idOf = ({ id }: Row): string => id;
const rowsOf = (count: number, name = 'row'): Row[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${name} ${n}` }));
const sizes = (groups: readonly RowGroup<Row>[]): number[] => groups.map(({ rows }) => rows.length);
/** How many groups a list would render again. */
const differing = (groups: readonly RowGroup<Row>[], before: readonly RowGroup<Row>[]): number =>
  groups.filter((group) => !before.includes(group)).length;

const ROWS = rowsOf(5_000);
const GROUPS = groupRows(ROWS, idOf);

test('a list is divided into groups of one size', () => {
  expect(sizes(GROUPS.slice(0, -1)).every((size) => size === FULL)).toBe(true);
  expect(GROUPS.flatMap(({ rows }) => rows)).toEqual(ROWS);
  expect(groupRows([], idOf)).toEqual([]);
});

test('tall rows have smaller groups, which take no more either', () => {
  const cards = groupRows(ROWS.slice(0, 100), idOf, [], 12);
  expect(sizes(cards)).toEqual([...Array.from({ length: 8 }, () => 12), 4]);
  const arrived = [...rowsOf(13, 'new'), ...ROWS.slice(0, 100)];
  expect(sizes(groupRows(arrived, idOf, cards, 12)).slice(0, 3)).toEqual([12, 1, 12]);
});

test('a row that changes, arrives in the middle or leaves concerns one group', () => {
  const changed = ROWS.with(2_000, { id: idOf(ROWS[2_000] as Row) });
  expect(differing(groupRows(changed, idOf, GROUPS), GROUPS)).toBe(1);
  const arrived = ROWS.toSpliced(2_001, 0, { id: 'new' });
  expect(differing(groupRows(arrived, idOf, GROUPS), GROUPS)).toBe(1);
  expect(differing(groupRows(ROWS.toSpliced(2_000, 1), idOf, GROUPS), GROUPS)).toBe(1);
});

test('what arrives at the top fills groups of its own, which do not grow for ever', () => {
  let rows: readonly Row[] = ROWS;
  let groups = GROUPS;
  for (let n = 0; n < 3 * FULL; n += 1) {
    rows = [{ id: `new ${n}` }, ...rows];
    const next = groupRows(rows, idOf, groups);
    expect(differing(next, groups)).toBe(1);
    groups = next;
  }
  expect(sizes(groups).slice(0, 4)).toEqual([FULL, FULL, FULL, FULL]);
  expect(groups.slice(3)).toEqual(GROUPS);
});

test('a further page is added behind, and what was there stays', () => {
  const more = [...ROWS, ...rowsOf(50, 'more')];
  const groups = groupRows(more, idOf, GROUPS);
  expect(groups.slice(0, GROUPS.length - 1)).toEqual(GROUPS.slice(0, -1));
  expect(differing(groups, GROUPS)).toBe(2);
});

test('a row that moves from the end to the top moves no other', () => {
  const moved = [ROWS.at(-1) as Row, ...ROWS.slice(0, -1)];
  expect(differing(groupRows(moved, idOf, GROUPS), GROUPS)).toBe(2);
});

test('any change keeps the rows and their order, groups have keys of their own, and one edit changes few groups', () => {
  const edit = fc.record({ kind: fc.constantFrom('add', 'remove', 'change', 'move'), at: fc.nat(), to: fc.nat() });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.array(edit, { maxLength: 60 }), (count, edits) => {
      let rows = rowsOf(count);
      let groups = groupRows(rows, idOf);
      let added = 0;
      for (const { kind, at, to } of edits) {
        const index = rows.length === 0 ? 0 : at % rows.length;
        const row = rows[index];
        if (kind === 'add') rows = rows.toSpliced(index, 0, { id: `new ${(added += 1)}` });
        else if (row === undefined) continue;
        else if (kind === 'remove') rows = rows.toSpliced(index, 1);
        else if (kind === 'change') rows = rows.with(index, { ...row });
        else rows = rows.toSpliced(index, 1).toSpliced(to % rows.length, 0, row);
        const next = groupRows(rows, idOf, groups);
        expect(next.flatMap((group) => group.rows)).toEqual(rows);
        expect(new Set(next.map(({ key }) => key)).size).toBe(next.length);
        expect(next.every((group) => group.rows.length > 0)).toBe(true);
        expect(differing(next, groups)).toBeLessThanOrEqual(2);
        groups = next;
      }
    }),
    { seed: 20_261_122, numRuns: 200 },
  );
});
