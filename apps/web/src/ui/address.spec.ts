import { describe, expect, it, test } from '@jest/globals';
import { isId, readAppSearch, readText, toFilters } from './address.js';

const ID = '0199c0de-0000-7000-8000-00000000000a';

describe('a text in the address', () => {
  it.each([
    ['lift', 'lift'],
    ['  Zoë  Lima ', 'Zoë  Lima'],
    [204, '204'],
    ['x'.repeat(101), 'x'.repeat(100)],
    ['', undefined],
    [' \t', undefined],
    ['a\u0000b', undefined],
    [true, undefined],
    [['a'], undefined],
    [undefined, undefined],
  ])('%j is read as %j', (value, text) => {
    expect(readText(value)).toBe(text);
  });
});

test.each([[ID.toUpperCase()], [`${ID} `], [ID.replaceAll('-', '')], ['-'.repeat(36)], ['me'], [7], [undefined]])(
  '%j is no id',
  (value) => {
    expect([isId(ID), isId(value)]).toEqual([true, false]);
  },
);

test.each([
  [
    { property: 'aurora', row: `task:${ID}`, q: 'x' },
    { property: 'aurora', row: `task:${ID}` },
  ],
  [{ row: 'revenue:new' }, { row: 'revenue:new' }],
  [{ property: 7, row: 'task:newer' }, {}],
  [{ row: `task:${'-'.repeat(36)}` }, {}],
  [{ row: `:${ID}` }, {}],
  [{ row: ['task:new'] }, {}],
])('of %j every page understands %j', (search, read) => {
  expect(readAppSearch(search)).toEqual(read);
});

describe('a change of filters', () => {
  const read = ({ q, days }: Readonly<Record<string, unknown>>): { q?: string; days?: number } => ({
    ...(typeof q === 'string' && { q }),
    ...(typeof days === 'number' && days !== 30 && { days }),
  });

  it('keeps the property and the other filters', () => {
    const before = { property: 'aurora', q: 'lift', days: 7 };
    expect(toFilters(read, { q: 'door' }).search(before)).toEqual({ ...before, q: 'door' });
  });

  it('removes what is undefined, or has its default, and closes an open form', () => {
    const before = { row: 'task:new', q: 'lift', days: 7 };
    expect(toFilters(read, { q: undefined, days: 30 }).search(before)).toEqual({});
  });
});
