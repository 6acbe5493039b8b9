import { describe, expect, test } from '@jest/globals';
import { median, percentile } from '../src/measure/statistics.ts';

describe('statistics', () => {
  test('the median is the middle, or between the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 2, 10, 4])).toBe(3);
    expect(median([])).toBeNaN();
  });

  test('a percentile is the smallest value that its share of the sample does not exceed', () => {
    const sample = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(sample, 0.5)).toBe(50);
    expect(percentile(sample, 0.99)).toBe(99);
    expect(percentile(sample, 1)).toBe(100);
    expect(percentile([7], 0)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });
});
