import { describe, expect, it } from '@jest/globals';
import { currencyIn, guessPlace } from './place-guess.js';

describe('the guessed currency', () => {
  it.each([
    ['Europe/Lisbon', 'EUR'],
    ['Europe/Zurich', 'CHF'],
    ['Asia/Tokyo', 'JPY'],
    ['Pacific/Auckland', 'NZD'],
    ['America/Argentina/Ushuaia', 'ARS'],
    ['Australia/Lord_Howe', 'AUD'],
  ])('of %s is %s', (zone, currency) => expect(currencyIn(zone)).toBe(currency));

  it('is left open where the zone says nothing', () => {
    expect(guessPlace('UTC')).toEqual({ timezone: 'UTC', currency: '' });
    expect(guessPlace('America/Nowhere').currency).toBe('');
  });

  it('is one that the server accepts, in a zone that exists, for every zone of the table', () => {
    const currencies = new Set(Intl.supportedValuesOf('currency'));
    const zones = Intl.supportedValuesOf('timeZone');
    const known = zones.map(currencyIn).filter((currency) => currency !== undefined);
    expect(known.filter((currency) => !currencies.has(currency))).toEqual([]);
    // Most of the world's hotels, and no typing errors in their names.
    expect(known.length).toBeGreaterThan(140);
  });
});
