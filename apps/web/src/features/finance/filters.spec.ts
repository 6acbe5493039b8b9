import { describe, expect, it } from '@jest/globals';
import type { Expense, Revenue } from '@bellhop/hotel';
import { accepts, countFilters, onlyKind, periodOf, readFinanceSearch, viewOf } from './filters.js';

const stamps = {
  ...{ orgId: 'o', createdAt: '2026-11-01T00:00:00.000Z', updatedAt: '2026-11-01T00:00:00.000Z', version: 1 },
  ...{ createdBy: 'ana', updatedBy: 'ana' },
};
const revenue: Revenue = {
  ...stamps,
  revenueId: 'r',
  propertyId: 'lisbon',
  amountMinor: 12_345,
  currency: 'EUR',
  category: 'events',
  description: 'Wedding in the garden',
  occurredOn: '2026-11-10',
};
const expense: Expense = {
  ...stamps,
  expenseId: 'e',
  ...{ propertyId: 'lisbon', amountMinor: 500, currency: 'EUR' },
  category: 'other',
  description: null,
  vendor: 'Cakes & Co',
  occurredOn: '2026-11-11',
};

describe('the address of the finance page', () => {
  it('keeps what it understands', () => {
    const by = '01980000-0000-7000-8000-000000000000';
    const search = {
      from: '2026-11-01',
      to: '2026-11-30',
      category: 'room',
      currency: 'EUR',
      min: 10,
      max: 20.5,
      q: 'a',
      by,
    };
    expect(readFinanceSearch(search)).toEqual(search);
    expect(readFinanceSearch({ q: 42 })).toEqual({ q: '42' });
  });

  it.each([
    [{ days: 30 }],
    [{ days: 8 }],
    [{ from: '2026-11-02', to: '2026-11-01' }],
    [{ from: '2026-11-02' }],
    [{ from: '2026-02-30', to: '2026-11-01' }],
    [{ min: 10 }],
    [{ currency: 'EUR' }],
    [{ currency: 'EUR', min: -1 }],
    [{ currency: 'EUR', min: 'x' }],
    [{ q: ' ' }],
    [{ q: 'a\u0000b' }],
    [{ by: 'me' }],
    [{ category: 'minibar' }],
    [{ tab: 'revenues' }],
  ])('leaves out what makes no sense: %j', (search) => {
    expect(readFinanceSearch(search)).toEqual({});
  });

  it('does not ask for a category that a kind does not have', () => {
    expect(readFinanceSearch({ kind: 'expense', category: 'room' })).toEqual({ kind: 'expense' });
    expect(onlyKind({ category: 'room' })).toBe('revenue');
    expect(onlyKind({ category: 'other' })).toBeUndefined();
    expect(onlyKind({ category: 'other', kind: 'expense' })).toBe('expense');
  });

  it('means days of the property', () => {
    expect(periodOf({ days: 7 }, '2026-11-21')).toEqual({
      ...{ from: '2026-11-15', to: '2026-11-21' },
      previous: { from: '2026-11-08', to: '2026-11-14' },
    });
    expect(periodOf({}, '2026-03-30')).toMatchObject({ from: '2026-03-01', to: '2026-03-30' });
    expect(periodOf({ from: '2026-10-25', to: '2026-10-25' }, '2026-11-21').previous).toEqual({
      ...{ from: '2026-10-24', to: '2026-10-24' },
    });
  });

  it('counts filters, a range of amounts as one', () => {
    expect(countFilters({ days: 7, tab: 'expenses' })).toBe(0);
    expect(countFilters({ currency: 'EUR', min: 1, max: 2, q: 'x' })).toBe(2);
  });
});

describe('a live list', () => {
  const month = { from: '2026-11-01', to: '2026-11-30' };

  it.each([
    [{}, true],
    [{ category: 'events' }, true],
    [{ category: 'room' }, false],
    [{ currency: 'EUR', min: 123.45, max: 123.45 }, true],
    [{ currency: 'EUR', min: 123.46 }, false],
    [{ currency: 'EUR', max: 123.44 }, false],
    [{ currency: 'USD', min: 1 }, false],
    [{ q: 'WEDDING' }, true],
    [{ q: 'funeral' }, false],
    [{ by: 'ana' }, true],
    [{ by: 'ben' }, false],
  ] as const)('shows a new booking only if it fits: %j', (search, shown) => {
    expect(accepts(revenue, viewOf(search, 'lisbon', month))).toBe(shown);
  });

  it('shows neither another property nor another day', () => {
    expect(accepts(revenue, viewOf({}, 'porto', month))).toBe(false);
    expect(accepts(revenue, viewOf({}, undefined, { from: '2026-11-11', to: '2026-11-30' }))).toBe(false);
    expect(accepts(revenue, viewOf({}, undefined, { from: '2026-11-01', to: '2026-11-09' }))).toBe(false);
  });

  it('finds all words in vendor and description together', () => {
    expect(accepts(expense, viewOf({ q: 'cakes &' }, undefined, month))).toBe(true);
    expect(accepts({ ...expense, description: 'Almond' }, viewOf({ q: 'almond cakes' }, undefined, month))).toBe(true);
    expect(accepts({ ...expense, description: 'Almond' }, viewOf({ q: 'almond rolls' }, undefined, month))).toBe(false);
  });

  it('take a range of amounts from either end', () => {
    const period = { from: '2026-11-01', to: '2026-11-30' };
    for (const range of [
      { min: 100, max: 500 },
      { min: 500, max: 100 },
    ]) {
      expect(viewOf({ currency: 'EUR', ...range }, undefined, period)).toMatchObject({
        minAmountMinor: 10_000,
        maxAmountMinor: 50_000,
      });
    }
  });
});
