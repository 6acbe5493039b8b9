import { minorDigits } from '@bellhop/hotel';
import { describe, expect, it } from '@jest/globals';
import { CURRENCIES, toMajor, toMinor } from './money.js';

describe('money', () => {
  it('knows the digits of every kind of currency', () => {
    expect(['EUR', 'JPY', 'KWD'].map(minorDigits)).toEqual([2, 0, 3]);
  });

  it.each([1, 99, 1_01, 1_000_01, 999_999_999_999])('brings %d minor units back in every currency', (minor) => {
    for (const currency of CURRENCIES) expect(toMinor(toMajor(minor, currency), currency)).toBe(minor);
  });
});
