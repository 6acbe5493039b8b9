import { describe, expect, test } from '@jest/globals';
import { median, percentile } from '../src/measure/statistics.ts';

describe('statistics', () => {
  test('the median is the middle value, or the mean of the two middle ones', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 2, 10, 4])).toBe(3);
    expect(median([])).toBeNaN();
  });

  test('a percentile is the smallest value that covers its share of the sample', () => {
    const sample = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(sample, 0.5)).toBe(50);
    expect(percentile(sample, 0.99)).toBe(99);
    expect(percentile(sample, 1)).toBe(100);
    expect(percentile([7], 0)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });
});
