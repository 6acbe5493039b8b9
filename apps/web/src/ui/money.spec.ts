import { minorDigits } from '@bellhop/hotel';
import { describe, expect, it } from '@jest/globals';
import { CURRENCIES, formatMoney, toMajor, toMinor } from './money.js';

describe('money', () => {
  it('knows the digits of every kind of currency', () => {
    expect(['EUR', 'JPY', 'KWD'].map(minorDigits)).toEqual([2, 0, 3]);
  });

  it('takes the minor units of ISO 4217, whatever this browser shows on price tags', () => {
    expect(['HUF', 'LBP', 'COP', 'IDR', 'IQD', 'CLF'].map(minorDigits)).toEqual([2, 2, 2, 2, 3, 4]);
  });

  it('shows minor units that are not usual on price tags, if there are any', () => {
    const plain = (text: string) => text.replaceAll(/\s/gu, ' ');
    expect([1_250_000, 1_250_050].map((minor) => plain(formatMoney(minor, 'HUF')))).toEqual([
      'HUF 12,500',
      'HUF 12,500.5',
    ]);
    expect(plain(formatMoney(1_250_050, 'HUF', { whole: true }))).toBe('HUF 12,501');
  });

  it.each([1, 99, 1_01, 1_000_01, 999_999_999_999])('brings %d minor units back in every currency', (minor) => {
    for (const currency of CURRENCIES) expect(toMinor(toMajor(minor, currency), currency)).toBe(minor);
  });
});
