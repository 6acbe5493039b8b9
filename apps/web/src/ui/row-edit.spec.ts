import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RowEdit, sideOf } from './row-edit.js';

interface Values {
  readonly title: string;
  readonly note: string;
  readonly amount: string;
  readonly currency: string;
}

interface Row extends Values {
  readonly version: number;
  readonly updatedBy?: string;
  readonly updatedAt?: string;
}

const FIRST: Row = { version: 1, title: 'Wedding', note: '', amount: '100', currency: 'EUR' };
const valuesOf = ({ title, note, amount, currency }: Row): Values => ({ title, note, amount, currency });
const MONEY = [['amount', 'currency']] as const;

const start = () => new RowEdit<Row, Values>(FIRST, valuesOf(FIRST), MONEY);
const receive = (edit: RowEdit<Row, Values>, mine: Values, row: Row): Values => edit.receive(mine, row, valuesOf(row));

describe('RowEdit', () => {
  it('shows a change to an untouched field at once, and tells who made it', () => {
    const edit = start();
    const mine = { ...valuesOf(FIRST), title: 'Gala' };
    const shown = receive(edit, mine, { ...FIRST, version: 2, note: 'Garden', updatedBy: 'ann', updatedAt: 'noon' });
    expect(shown).toEqual({ ...mine, note: 'Garden' });
    expect(edit.getSnapshot()).toMatchObject({
      row: { version: 2 },
      conflicts: [],
      taken: [{ fields: ['note'], by: 'ann', at: 'noon' }],
    });
  });

  it('keeps what was typed in a conflict, until the user chooses; either choice can be taken back', () => {
    const edit = start();
    const mine = { ...valuesOf(FIRST), title: 'Gala' };
    let shown = receive(edit, mine, { ...FIRST, version: 2, title: 'Party', updatedBy: 'ann' });
    expect(shown.title).toBe('Gala');
    const conflict = () => {
      const [only] = edit.getSnapshot().conflicts;
      if (!only) throw new Error('there is no conflict');
      return only;
    };
    expect(conflict()).toMatchObject({ fields: ['title'], theirs: { title: 'Party' }, by: 'ann', choice: undefined });
    expect(edit.undecided(shown)).toHaveLength(1);

    shown = edit.choose(shown, conflict(), 'theirs');
    expect(shown.title).toBe('Party');
    expect(edit.undecided(shown)).toEqual([]);
    shown = edit.choose(shown, conflict(), 'mine');
    expect(shown.title).toBe('Gala');
    expect(edit.undecided(shown)).toEqual([]);
  });

  it('asks again when the other value changes after the choice of mine', () => {
    const edit = start();
    let shown = receive(edit, { ...valuesOf(FIRST), title: 'Gala' }, { ...FIRST, version: 2, title: 'Party' });
    const [conflict] = edit.getSnapshot().conflicts;
    if (conflict) shown = edit.choose(shown, conflict, 'mine');
    shown = receive(edit, shown, { ...FIRST, version: 3, title: 'Ball' });
    expect(shown.title).toBe('Gala');
    expect(edit.undecided(shown)).toMatchObject([{ theirs: { title: 'Ball' } }]);
  });

  it('keeps an open conflict while other fields change, and drops it once both values agree', () => {
    const edit = start();
    let shown = receive(edit, { ...valuesOf(FIRST), title: 'Gala' }, { ...FIRST, version: 2, title: 'Party' });
    shown = receive(edit, shown, { ...FIRST, version: 3, title: 'Party', note: 'Garden' });
    expect(edit.undecided(shown)).toHaveLength(1);
    expect(shown.note).toBe('Garden');
    shown = receive(edit, shown, { ...FIRST, version: 4, title: 'Gala', note: 'Garden' });
    expect(edit.getSnapshot().conflicts).toEqual([]);
  });

  it('ignores versions that it knows, such as a late event of an own save', () => {
    const edit = start();
    const mine = { ...valuesOf(FIRST), title: 'Gala' };
    expect(receive(edit, mine, { ...FIRST, version: 1, title: 'Older' })).toBe(mine);
    expect(edit.getSnapshot().conflicts).toEqual([]);
  });

  it('merges an amount in one currency with no other currency', () => {
    const edit = start();
    const shown = receive(edit, { ...valuesOf(FIRST), amount: '90' }, { ...FIRST, version: 2, currency: 'JPY' });
    expect(shown).toMatchObject({ amount: '90', currency: 'EUR' });
    expect(edit.undecided(shown)).toMatchObject([{ fields: ['amount', 'currency'] }]);
  });

  it('continues an earlier edit against the current row', () => {
    const edit = new RowEdit<Row, Values>({ ...FIRST, version: 5 }, valuesOf(FIRST));
    const current: Row = { ...FIRST, version: 5, title: 'Party', note: 'Garden' };
    const shown = edit.resume({ ...valuesOf(FIRST), title: 'Gala' }, valuesOf(FIRST), current, valuesOf(current));
    expect(shown).toMatchObject({ title: 'Gala', note: 'Garden' });
    expect(edit.undecided(shown)).toMatchObject([{ theirs: { title: 'Party' } }]);
    expect(edit.getSnapshot().row?.version).toBe(5);
  });

  it('keeps everything typed when the row is deleted, and creates a new one from it', () => {
    const edit = start();
    edit.lose({ kind: 'deleted', by: 'ann' });
    expect(edit.getSnapshot().fate).toEqual({ kind: 'deleted', by: 'ann' });
    edit.startAnew();
    expect(edit.getSnapshot()).toMatchObject({ row: undefined, fate: undefined });
  });

  it('learns more of what became of the row, and never less', () => {
    const edit = start();
    edit.lose({ kind: 'gone' });
    expect(edit.getSnapshot().fate).toEqual({ kind: 'gone' });
    edit.lose({ kind: 'deleted', by: undefined });
    edit.lose({ kind: 'deleted', by: 'ann' });
    for (const fate of [{ kind: 'gone' }, { kind: 'deleted', by: undefined }] as const) edit.lose(fate);
    expect(edit.getSnapshot().fate).toEqual({ kind: 'deleted', by: 'ann' });
  });

  it('never shows a value that nobody wrote, and never drops a typed one without a choice', () => {
    const word = fc.constantFrom('a', 'b', 'c');
    const values = fc.record({ title: word, note: word, amount: word, currency: word });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('theirs' as const), values }),
      fc.record({
        kind: fc.constant('type' as const),
        field: fc.constantFrom('title' as const, 'note' as const),
        to: word,
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const edit = start();
        let shown = valuesOf(FIRST);
        let version = 1;
        const typed = new Map<'title' | 'note', string>();
        for (const one of steps) {
          const { base } = edit.getSnapshot();
          // A typed value equal to the row’s is no change: the field follows the row.
          for (const [field, text] of typed) if (base[field] === text) typed.delete(field);
          if (one.kind === 'type') {
            shown = { ...shown, [one.field]: one.to };
            typed.set(one.field, one.to);
          } else {
            version += 1;
            shown = receive(edit, shown, { ...one.values, version });
          }
          for (const [field, text] of typed) expect(shown[field]).toBe(text);
          for (const conflict of edit.getSnapshot().conflicts) expect(sideOf(conflict, shown)).not.toBe('mine');
        }
      }),
      { seed: 13, numRuns: 500 },
    );
  });
});
