import { expect, test } from '@jest/globals';
import { newsOf } from './news.js';

test('news are told as work, money, everything else, and what is one’s own', () => {
  const sums = [
    { currency: 'EUR', amountMinor: 421_000 },
    { currency: 'USD', amountMinor: 500 },
  ];
  expect(
    newsOf({
      added: [
        { kind: 'locker', rows: 2, sums: [] },
        { kind: 'expense', rows: 1, sums: sums.slice(1) },
        { kind: 'task', rows: 3, sums: [] },
        { kind: 'revenue', rows: 4, sums },
      ],
      assigned: [
        { kind: 'task', rows: 2 },
        { kind: 'locker', rows: 1 },
      ],
    }),
  ).toEqual([
    { says: 'tasks', count: 3 },
    // Never added up across currencies.
    { says: 'revenues', sums },
    { says: 'expenses', sums: sums.slice(1) },
    { says: 'others', kind: 'locker', count: 2 },
    { says: 'assigned', count: 3 },
  ]);
  expect(newsOf({ added: [], assigned: [] })).toEqual([]);
});
