import { expect, it } from '@jest/globals';
import { cursorAt, distance, lowest, reaches } from './cursors.js';

it.each([
  ['e1.5', 'e1.5', true],
  ['e1.10', 'e1.9', true],
  ['e1.9', 'e1.10', false],
  ['e2.9', 'e1.1', false],
  ['e1.5.a', 'e1.5', true],
  ['e1.5', 'e1.5.a', true],
  ['e1.6.a', 'e1.5.b', true],
  // The log went back and has another event at that seq.
  ['e1.5.a', 'e1.5.b', false],
  ['opaque', 'opaque', true],
  ['opaque', 'e1.1', false],
])('whether %s reaches %s: %s', (cursor, other, expected) => expect(reaches(cursor, other)).toBe(expected));

it.each([
  [undefined, [], undefined],
  [undefined, ['e1.4', 'e1.3'], 'e1.3'],
  ['e1.2', ['e1.4'], 'e1.2'],
  ['e1.9', ['e1.10', 'e1.4'], 'e1.4'],
  // The same position: prefers the cursor with a mark, which the server can check.
  ['e1.2', ['e1.2.a'], 'e1.2.a'],
  ['e1.2.a', ['e1.2'], 'e1.2.a'],
  ['e1.2.a', ['e1.2.b'], 'e1.2.b'],
  // Two lives of the log: prefers the one that the server answers with a gap.
  ['e2.1', ['e1.9'], 'e1.9'],
])('the lowest of %j and %j is %j', (own, others, expected) => expect(lowest(own, others)).toBe(expected));

it('a position derived from a cursor compares with the server’s cursor for it', () => {
  expect(cursorAt(7, 'e1.5.a')).toBe('e1.7');
  expect(distance('e1.9.b', cursorAt(7, 'e1.5.a'))).toBe(2);
});
