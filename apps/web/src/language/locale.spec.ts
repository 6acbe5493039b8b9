import { afterEach, describe, expect, it } from '@jest/globals';
import { LANGUAGES, languageFor, localeFor } from '@bellhop/hotel';
import { firstDayOfWeek, registerDateLocale } from './date-picker-locale.js';
import { currentLocale, perLocale, setCurrentLanguage } from './locale.js';
import { formatList, formatNumber, placeholderFormatter } from './numbers.js';
import dayjs from 'dayjs';

afterEach(() => setCurrentLanguage('en', []));

describe('the language of a reader', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['ja', 'pt-BR'], 'pt'],
    [['AR-eg'], 'ar'],
    [['xx'], 'en'],
    [[], 'en'],
  ] as const)('who prefers %p is %s', (preferred, language) => expect(languageFor(preferred)).toBe(language));

  it.each([
    ['en', ['de-AT', 'en-GB'], 'en-GB'],
    ['de', ['en-GB', 'de-CH'], 'de-CH'],
    ['pt', ['en-GB'], 'pt-PT'],
    ['pt', ['pt-BR'], 'pt-BR'],
    ['fr', ['fr'], 'fr'],
  ] as const)('%s, where they prefer %p, is formatted as %s', (language, preferred, locale) =>
    expect(localeFor(language, preferred)).toBe(locale),
  );
});

describe('what is put into a message', () => {
  const shown = (value: unknown) => placeholderFormatter.format(value, undefined, undefined, {});

  it('is written as in the reader’s language', () => {
    setCurrentLanguage('de', ['de-DE']);
    expect([shown(1234567.5), shown(['Ana', 'Ben', 'Carla']), shown('{{as it is}}')]).toEqual([
      '1.234.567,5',
      'Ana, Ben und Carla',
      '{{as it is}}',
    ]);
    setCurrentLanguage('en', ['en-GB']);
    expect([formatNumber(1234567.5), formatList(['Ana', 'Ben'])]).toEqual(['1,234,567.5', 'Ana and Ben']);
  });

  it('follows a change of the language, with one format for each', () => {
    let made = 0;
    const format = perLocale((locale) => ({ locale, place: (made += 1) }));
    setCurrentLanguage('de', []);
    expect([format().locale, format().place]).toEqual(['de', 1]);
    setCurrentLanguage('ar', []);
    expect([format().locale, currentLocale()]).toEqual(['ar', 'ar']);
    setCurrentLanguage('de', []);
    expect([format().place, made]).toEqual([1, 2]);
  });
});

describe('date pickers', () => {
  it('have the names of months and days of the language', () => {
    const day = dayjs('2026-03-09');
    expect(day.locale(registerDateLocale('pt-PT')).format('dddd, D MMMM')).toBe('segunda-feira, 9 março');
    expect(day.locale(registerDateLocale('fr')).format('MMMM')).toBe('mars');
    expect(day.locale(registerDateLocale('ar')).format('D')).toBe('9');
  });

  it.each([
    ['en-US', 0],
    ['en-GB', 1],
    ['de', 1],
    ['ar-EG', 6],
  ])('begin the week of %s on day %d', (locale, day) => expect(firstDayOfWeek(locale)).toBe(day));

  it.each(LANGUAGES)('have twelve different months and seven different days: %s', (language) => {
    const name = registerDateLocale(localeFor(language, []));
    const months = Array.from({ length: 12 }, (_, month) =>
      dayjs(new Date(2026, month, 1))
        .locale(name)
        .format('MMMM'),
    );
    const days = Array.from({ length: 7 }, (_, day) =>
      dayjs(new Date(2026, 0, 4 + day))
        .locale(name)
        .format('dddd'),
    );
    expect([new Set(months).size, new Set(days).size]).toEqual([12, 7]);
  });
});
