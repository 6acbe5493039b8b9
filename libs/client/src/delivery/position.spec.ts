import { expect, it } from '@jest/globals';
import { lowest, reaches } from './position.js';

it.each([
  ['e1.5', 'e1.5', true],
  ['e1.10', 'e1.9', true],
  ['e1.9', 'e1.10', false],
  ['e2.9', 'e1.1', false],
  ['opaque', 'opaque', true],
  ['opaque', 'e1.1', false],
])('whether %s reaches %s: %s', (cursor, other, expected) => expect(reaches(cursor, other)).toBe(expected));

it.each([
  [undefined, [], undefined],
  [undefined, ['e1.4', 'e1.3'], 'e1.3'],
  ['e1.2', ['e1.4'], 'e1.2'],
  ['e1.9', ['e1.10', 'e1.4'], 'e1.4'],
  // Of two lives of the log: the one that the server answers with a gap.
  ['e2.1', ['e1.9'], 'e1.9'],
])('the lowest of %j and %j is %j', (own, others, expected) => expect(lowest(own, others)).toBe(expected));
