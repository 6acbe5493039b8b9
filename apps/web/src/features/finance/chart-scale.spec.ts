import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { labelled, linesUpTo } from './chart-scale.js';

describe('linesUpTo', () => {
  it.each([
    [1_000, [0, 250, 500, 750, 1_000]],
    [1_001, [0, 500, 1_000, 1_500]],
    [9, [0, 2.5, 5, 7.5, 10]],
    [0, [0, 1]],
  ])('has round lines up to %d', (max, lines) => expect(linesUpTo(max)).toEqual(lines));

  it('covers every amount with few lines', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e12, noNaN: true }), (max) => {
        const lines = linesUpTo(max);
        expect(lines.at(-1)).toBeGreaterThanOrEqual(max);
        expect(lines.length).toBeLessThanOrEqual(6);
        expect(lines.at(-2)).toBeLessThanOrEqual(max);
      }),
    );
  });
});

describe('labelled', () => {
  it.each([
    [7, [6, 5, 4, 3, 2, 1, 0]],
    [30, [29, 25, 21, 17, 13, 9, 5, 1]],
    [1, [0]],
    [0, []],
  ])('names some of %d days, and always the last', (count, labels) => {
    expect([...labelled(count, 8)]).toEqual(labels);
  });
});
