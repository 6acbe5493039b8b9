import { addDays } from '@bellhop/hotel';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDay } from './days.js';
import { parseDay } from './typed-days.js';

const LOCALES = ['en-US', 'en-GB', 'de-DE', 'de-CH', 'fr-FR', 'pt-PT', 'es-ES', 'sv-SE', 'hi-IN', 'ar-EG', 'ja-JP'];
const TODAY = { today: '2026-11-21' };

describe('parseDay', () => {
  it.each([
    ['en-US', '3/4/2026'],
    ['en-US', 'Mar 4, 2026'],
    ['en-GB', '4/3/2026'],
    ['en-GB', '4 March 2026'],
    ['en-GB', '4.3.2026'],
    ['de-DE', '4.3.2026'],
    ['de-DE', '04.03.26'],
    ['de-DE', '4. März 2026'],
    ['de-DE', '4-3-2026'],
    ['de-CH', '4.3.2026'],
    ['fr-FR', '04/03/2026'],
    ['fr-FR', '4 mars 2026'],
    ['pt-PT', '04/03/2026'],
    ['pt-PT', '4 de março de 2026'],
    ['es-ES', '4/3/26'],
    ['sv-SE', '2026-03-04'],
    ['hi-IN', '4/3/2026'],
    ['hi-IN', '४/३/२०२६'],
    ['ar-EG', '٤/٣/٢٠٢٦'],
    ['ar-EG', '4/3/2026'],
    ['ja-JP', '2026/03/04'],
    ['ja-JP', '2026年3月4日'],
    ['ja-JP', '２０２６／３／４'],
    ['de-DE', '2026-03-04'],
  ])('understands in %s: %s', (locale, typed) => {
    expect(parseDay(typed, locale, TODAY)).toEqual({ day: '2026-03-04' });
  });

  it.each([
    ['en-US', '21/11/2026', ['2026-11-21']],
    ['de-DE', '11.21.2026', ['2026-11-21']],
    ['de-DE', '03/04/2026', ['2026-04-03', '2026-03-04']],
    ['en-US', '03.04.2026', ['2026-03-04', '2026-04-03']],
    ['sv-SE', '3/4/2026', ['2026-04-03', '2026-03-04']],
    ['en-GB', '4/13/2026', ['2026-04-13']],
  ])('refuses in %s what is another day elsewhere: %s', (locale, typed, readings) => {
    expect(parseDay(typed, locale, TODAY)).toEqual({ problem: 'ambiguous', readings });
  });

  it.each([
    ['5/5/2026', '2026-05-05'],
    ['25/12/2026', '2026-12-25'],
  ])('understands in German what means the same day everywhere: %s', (typed, day) => {
    expect(parseDay(typed, 'de-DE', TODAY)).toEqual({ day });
  });

  it('takes the closest year for a day without one', () => {
    expect(parseDay('31.12.', 'de-DE', { today: '2026-01-02' })).toEqual({ day: '2025-12-31' });
    expect(parseDay('1.1.', 'de-DE', { today: '2026-12-30' })).toEqual({ day: '2027-01-01' });
    expect(parseDay('3 May', 'en-GB', TODAY)).toEqual({ day: '2027-05-03' });
    const { today } = TODAY;
    expect(parseDay('3 May', 'en-GB', { today, max: today })).toEqual({ day: '2026-05-03' });
    expect(parseDay('29.2.', 'de-DE', { today: '2027-12-01' })).toEqual({ day: '2028-02-29' });
  });

  it.each(['', '   '])('finds nothing in "%s"', (typed) => {
    expect(parseDay(typed, 'en-GB', TODAY)).toEqual({ problem: 'empty', readings: [] });
  });

  it.each(['soon', '31/2/2026', '0/5/2026', '1/2/3/4', '4', '4 March 20266', '4/3/1850', '99999999', '1/1/2026 x'])(
    'refuses "%s"',
    (typed) => {
      expect(parseDay(typed, 'en-GB', TODAY)).toEqual({ problem: 'notADay', readings: [] });
    },
  );

  it.each(LOCALES)('reads back in %s what it shows', (locale) => {
    const days = fc.integer({ min: 0, max: 100_000 }).map((days) => addDays('1900-01-01', days));
    fc.assert(
      fc.property(days, fc.constantFrom('numeric', 'medium', 'long'), (day, style) => {
        expect(parseDay(formatDay(day, style, locale), locale, TODAY)).toEqual({ day });
      }),
      { numRuns: 150 },
    );
  });
});
