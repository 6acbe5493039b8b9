import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MarkerCounter } from '../src/load/marker-counter.ts';

const MARKER = Buffer.from('abac');

function countIn(pieces: readonly Buffer[]): number {
  const counter = new MarkerCounter(MARKER);
  for (const piece of pieces) counter.add(piece);
  return counter.count;
}

describe('the marker counter', () => {
  test('finds the markers of one piece', () => expect(countIn([Buffer.from('xabacxabacabacx')])).toBe(3));

  test('finds a marker whose bytes come one by one', () => {
    expect(countIn([...'xxabababacxx'].map((letter) => Buffer.from(letter)))).toBe(1);
  });

  test('counts the same wherever the bytes are cut', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'abac'), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(letters, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 }), (text, sizes) => {
        const bytes = Buffer.from(text);
        const pieces: Buffer[] = [];
        let from = 0;
        for (const size of sizes) {
          pieces.push(bytes.subarray(from, from + size));
          from += size;
        }
        pieces.push(bytes.subarray(from));
        expect(countIn(pieces)).toBe(countIn([bytes]));
      }),
      { numRuns: 500 },
    );
  });
});
