import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyChange, emptyRows, mergeSnapshot, type RowChange, type Rows } from './rows.js';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly status: string;
}

const definition = { id: (row: Row) => row.id };
const put = (id: string, version: number, status = 'open'): RowChange<Row> => ({
  kind: 'put',
  row: { id, version, status },
});
const remove = (id: string, version: number): RowChange<Row> => ({ kind: 'remove', id, version });
const after = (...changes: readonly RowChange<Row>[]): Rows<Row> =>
  changes.reduce((rows, change) => applyChange(rows, change, definition), emptyRows<Row>());
const shown = (rows: Rows<Row>) => [...rows.byId.values()].map(({ id, version }) => `${id}${version}`);

describe('rows', () => {
  it('keep the higher version, whichever comes later', () => {
    expect(shown(after(put('a', 2), put('a', 1)))).toEqual(['a2']);
    expect(shown(after(put('a', 1), put('a', 2)))).toEqual(['a2']);
  });

  it('stay deleted when an older state arrives late', () => {
    expect(shown(after(put('a', 1), remove('a', 3), put('a', 2)))).toEqual([]);
    expect(shown(after(remove('a', 3), put('a', 2)))).toEqual([]);
  });

  it('are the same object after a change without news', () => {
    const rows = after(put('a', 2));
    expect(applyChange(rows, put('a', 2), definition)).toBe(rows);
    expect(applyChange(rows, remove('a', 1), definition)).toBe(rows);
  });

  it('leave when they no longer match the list, and return when they do', () => {
    const open = { ...definition, accepts: ({ status }: Row) => status === 'open' };
    const left = applyChange(after(put('a', 1)), put('a', 2, 'done'), open);
    expect(shown(left)).toEqual([]);
    expect(shown(applyChange(left, put('a', 1), open))).toEqual([]);
    expect(shown(applyChange(left, put('a', 3), open))).toEqual(['a3']);
  });

  it('remember the last 1,000 removed ones', () => {
    const many = Array.from({ length: 1_500 }, (_, index) => remove(`r${index}`, 2));
    expect(after(...many).gone.size).toBe(1_000);
  });

  it('end up the same in whatever order changes arrive', () => {
    const change = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 6 })).map(([id, version]) =>
      // The last change of a row is its deletion, as on the server.
      version === 6 ? remove(id, version) : put(id, version),
    );
    fc.assert(
      fc.property(
        fc
          .array(change, { maxLength: 20 })
          .chain((changes) =>
            fc.tuple(fc.constant(changes), fc.shuffledSubarray(changes, { minLength: changes.length })),
          ),
        ([changes, shuffled]) => {
          expect(shown(after(...shuffled)).sort()).toEqual(shown(after(...changes)).sort());
        },
      ),
    );
  });
});

describe('a snapshot', () => {
  it('sets its rows in its order, and drops all others', () => {
    const rows = mergeSnapshot(
      after(put('z', 1), put('a', 1)),
      [
        { id: 'b', version: 1, status: 'open' },
        { id: 'a', version: 2, status: 'open' },
      ],
      [],
      definition,
    );
    expect(shown(rows)).toEqual(['b1', 'a2']);
  });

  it('never overwrites a newer event, and never restores a deleted row', () => {
    const rows = after(put('a', 5), put('b', 1), remove('b', 2));
    const late = [
      { id: 'a', version: 4, status: 'open' },
      { id: 'b', version: 1, status: 'open' },
    ];
    expect(shown(mergeSnapshot(rows, late, [], definition))).toEqual(['a5']);
  });

  it('keeps changes made after it was taken', () => {
    const rows = after(put('new', 1));
    expect(shown(mergeSnapshot(rows, [], [put('new', 1)], definition))).toEqual(['new1']);
    expect(shown(mergeSnapshot(rows, [], [], definition))).toEqual([]);
  });
});
