import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatAmount, parseAmount, retypeAmount } from './amounts.js';
import { CURRENCIES } from './money.js';

const LOCALES = ['en-US', 'en-GB', 'de-DE', 'de-CH', 'fr-FR', 'pt-PT', 'es-ES', 'sv-SE', 'hi-IN', 'ar-EG', 'ja-JP'];

const euros = (typed: string, locale: string, currency = 'EUR') => parseAmount(typed, locale, currency, { max: 1e12 });

describe('parseAmount', () => {
  it.each([
    ['en-US', '1,234.56'],
    ['en-US', '€1,234.56'],
    ['en-GB', '1234.56'],
    ['en-GB', 'EUR 1,234.56'],
    ['de-DE', '1.234,56'],
    ['de-DE', '1.234,56 €'],
    ['de-DE', '1234,56'],
    ['de-DE', '1 234,56'],
    ['de-CH', '1’234.56'],
    ['de-CH', "1'234.56"],
    ['de-CH', 'EUR 1’234.56'],
    ['fr-FR', '1 234,56'],
    ['fr-FR', '1\u202F234,56\u00A0€'],
    ['fr-FR', '1\u00A0234,56'],
    ['pt-PT', '1234,56'],
    ['pt-PT', '1\u00A0234,56 €'],
    ['es-ES', '1.234,56'],
    ['es-ES', '1234,56 €'],
    ['sv-SE', '1\u00A0234,56'],
    ['sv-SE', '1234,56'],
    ['hi-IN', '1,234.56'],
    ['hi-IN', '१,२३४.५६'],
    ['ar-EG', '١٬٢٣٤٫٥٦'],
    ['ar-EG', '\u200F١٬٢٣٤٫٥٦\u00A0€'],
    ['ar-EG', '1,234.56'],
    ['ja-JP', '1,234.56'],
    ['ja-JP', '１，２３４．５６'],
  ])('understands in %s: %s', (locale, typed) => {
    expect(euros(typed, locale)).toEqual({ amountMinor: 123_456 });
  });

  it.each([
    ['hi-IN', '12,34,567.89', 123_456_789],
    ['hi-IN', '1,234,567.89', 123_456_789],
    ['de-DE', '1.234', 123_400],
    ['de-DE', '12.345.678', 1_234_567_800],
    ['en-US', '12.', 1_200],
    ['de-DE', ',5', 50],
    ['en-US', '0.05', 5],
  ])('understands in %s: %s', (locale, typed, amountMinor) => {
    expect(euros(typed, locale)).toEqual({ amountMinor });
  });

  it.each([
    // What booked €1.23 for €1,234.56.
    ['en-US', '1.234,56', [123_456]],
    ['de-DE', '1,234.56', [123_456]],
    ['de-DE', '1.23', [123, 12_300]],
    ['de-DE', '1,234', [123_400]],
    ['de-DE', '0.12', [12]],
    ['en-US', '1,23', [123, 12_300]],
    ['en-US', '1.234', [123_400]],
    ['en-US', '12,34,567', [123_456_700]],
    ['fr-FR', '12.50', [1_250]],
    ['de-CH', '12,50', [1_250]],
    ['sv-SE', '1.234,50', [123_450]],
  ])('refuses in %s what has another meaning elsewhere: %s', (locale, typed, readings) => {
    expect(euros(typed, locale)).toEqual({ problem: 'ambiguous', readings });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['abc', 'notANumber'],
    ['€', 'notANumber'],
    ['-5', 'notANumber'],
    ['1e5', 'notANumber'],
    ['12²', 'notANumber'],
    ['1٢', 'notANumber'],
    ['1.2.3', 'notANumber'],
    ['$100', 'otherCurrency'],
    ['100 USD', 'otherCurrency'],
    ['1.2345', 'tooPrecise'],
    ['0', 'tooSmall'],
    ['0.00', 'tooSmall'],
    ['99,999,999,999', 'tooLarge'],
    ['9'.repeat(40), 'tooLarge'],
  ])('refuses "%s": %s', (typed, problem) => {
    expect(euros(typed, 'en-US')).toEqual({ problem, readings: [] });
  });

  it('has the decimals of the currency', () => {
    expect(euros('1,234', 'ja-JP', 'JPY')).toEqual({ amountMinor: 1_234 });
    expect(euros('￥1,234', 'ja-JP', 'JPY')).toEqual({ amountMinor: 1_234 });
    expect(euros('1.5', 'en-US', 'JPY')).toEqual({ problem: 'tooPrecise', readings: [] });
    expect(euros('1.234', 'en-US', 'KWD')).toEqual({ amountMinor: 1_234 });
  });

  it.each(LOCALES)('reads back in %s what it shows, in every currency', (locale) => {
    const amounts = fc.integer({ min: 1, max: 1_000_000_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...CURRENCIES), amounts, (currency, amountMinor) => {
        expect(euros(formatAmount(amountMinor, locale, currency), locale, currency)).toEqual({ amountMinor });
      }),
      { numRuns: 200 },
    );
  });

  it.each(LOCALES)('reads in %s what another language shows as the same amount, or not at all', (locale) => {
    const amounts = fc.integer({ min: 1, max: 1_000_000_000_000 });
    fc.assert(
      fc.property(amounts, fc.constantFrom(...LOCALES), (amountMinor, other) => {
        const read = euros(formatAmount(amountMinor, other, 'EUR'), locale);
        if ('amountMinor' in read) expect(read.amountMinor).toBe(amountMinor);
        else expect(read.readings).toContain(amountMinor);
      }),
      { numRuns: 300 },
    );
  });

  it('of a draft in another language stays the same amount', () => {
    // A thousand dinars typed in German would be one dinar in English.
    expect(retypeAmount('1.234', 'de-DE', 'en-GB', 'KWD')).toBe('1,234.000');
    expect(parseAmount('1.234', 'en-GB', 'KWD')).toEqual({ amountMinor: 1_234 });
    expect(retypeAmount('12 or so', 'de-DE', 'en-GB', 'KWD')).toBe('12 or so');
    expect(retypeAmount('', 'de-DE', 'en-GB', 'KWD')).toBe('');
    const amounts = fc.integer({ min: 0, max: 1_000_000_000_000 });
    const locale = fc.constantFrom(...LOCALES);
    fc.assert(
      fc.property(amounts, locale, locale, fc.constantFrom(...CURRENCIES), (amountMinor, from, to, currency) => {
        const text = retypeAmount(formatAmount(amountMinor, from, currency), from, to, currency);
        expect(parseAmount(text, to, currency, { min: 0 })).toEqual({ amountMinor });
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  it.each(LOCALES)('reads back in %s an amount pasted with its currency', (locale) => {
    for (const currency of ['EUR', 'USD', 'JPY', 'KWD', 'EGP', 'INR', 'CHF', 'SEK']) {
      const shown = new Intl.NumberFormat(locale, { style: 'currency', currency }).format(5_678);
      const { amountMinor } = { amountMinor: 0, ...euros(shown, locale, currency) };
      expect(euros(formatAmount(amountMinor, locale, currency), locale, currency)).toEqual({ amountMinor });
      expect(String(amountMinor)).toMatch(/^56780*$/);
    }
  });
});
