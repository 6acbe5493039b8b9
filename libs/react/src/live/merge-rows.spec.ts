import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSameValue, mergeRows } from './merge-rows.js';

interface Booking {
  readonly title: string;
  readonly amount: number | string;
  readonly currency: string;
  readonly tags: readonly string[];
}

const base: Booking = { title: 'Wedding', amount: 100, currency: 'EUR', tags: ['garden'] };
const MONEY = [['amount', 'currency']] as const;

const few = fc.constantFrom('a', 'b', 'c');
const bookings: fc.Arbitrary<Booking> = fc.record({
  title: few,
  amount: fc.constantFrom(1, 2, '1'),
  currency: few,
  tags: fc.array(few, { maxLength: 2 }),
});
const FIELDS = ['title', 'amount', 'currency', 'tags'] as const;
const hold = (property: fc.IProperty<[Booking, Booking, Booking]>): void =>
  fc.assert(property, { seed: 13, numRuns: 500 });

describe('mergeRows', () => {
  it('takes both changes when they are in different fields', () => {
    const { merged, taken, conflicts } = mergeRows(base, { ...base, title: 'Party' }, { ...base, tags: [] });
    expect(merged).toEqual({ ...base, title: 'Party', tags: [] });
    expect({ taken, conflicts }).toEqual({ taken: ['tags'], conflicts: [] });
  });

  it('keeps mine and reports the field when both changed it to different values', () => {
    const { merged, conflicts } = mergeRows(base, { ...base, title: 'Party' }, { ...base, title: 'Gala' });
    expect(merged.title).toBe('Party');
    expect(conflicts).toEqual([['title']]);
  });

  it('treats a group as one field: an amount in one currency is not merged with another currency', () => {
    const { merged, conflicts } = mergeRows(base, { ...base, amount: 90 }, { ...base, currency: 'JPY' }, MONEY);
    expect(merged).toEqual({ ...base, amount: 90 });
    expect(conflicts).toEqual([['amount', 'currency']]);
    expect(mergeRows(base, base, { ...base, currency: 'JPY' }, MONEY).merged.currency).toBe('JPY');
  });

  it('never loses a value that either side changed', () => {
    hold(
      fc.property(bookings, bookings, bookings, (before, mine, theirs) => {
        const { merged, conflicts } = mergeRows(before, mine, theirs);
        const inConflict = new Set(conflicts.flat());
        for (const field of FIELDS) {
          const changedByMe = !isSameValue(before[field], mine[field]);
          const changedByThem = !isSameValue(before[field], theirs[field]);
          if (changedByMe) expect(merged[field]).toEqual(mine[field]);
          else if (changedByThem) expect(merged[field]).toEqual(theirs[field]);
          else expect(merged[field]).toEqual(mine[field]);
          expect(inConflict.has(field)).toBe(changedByMe && changedByThem && !isSameValue(mine[field], theirs[field]));
        }
      }),
    );
  });

  it('finds the same conflicts from both sides, and none between equal changes', () => {
    hold(
      fc.property(bookings, bookings, bookings, (before, mine, theirs) => {
        const conflictsOf = (a: Booking, b: Booking) => mergeRows(before, a, b, MONEY).conflicts;
        expect(conflictsOf(mine, theirs)).toEqual(conflictsOf(theirs, mine));
        expect(conflictsOf(mine, mine)).toEqual([]);
      }),
    );
  });

  it('mixes no group: its fields come from one side together', () => {
    hold(
      fc.property(bookings, bookings, bookings, (before, mine, theirs) => {
        const { merged } = mergeRows(before, mine, theirs, MONEY);
        const isMoneyOf = (side: Booking): boolean =>
          isSameValue(merged.amount, side.amount) && isSameValue(merged.currency, side.currency);
        expect(isMoneyOf(mine) || isMoneyOf(theirs)).toBe(true);
      }),
    );
  });

  it('a second merge with the same row changes nothing', () => {
    hold(
      fc.property(bookings, bookings, bookings, (before, mine, theirs) => {
        const once = mergeRows(before, mine, theirs).merged;
        const again = mergeRows(theirs, once, theirs);
        expect(again.merged).toEqual(once);
        expect(again.taken).toEqual([]);
      }),
    );
  });
});
