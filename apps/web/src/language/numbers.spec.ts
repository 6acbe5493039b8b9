import { afterEach, describe, expect, it } from '@jest/globals';
import { setCurrentLanguage } from './locale.js';
import { placeholderFormatter, sideBySide } from './numbers.js';

const put = (value: unknown) => placeholderFormatter.format(value, undefined, undefined, {});

afterEach(() => setCurrentLanguage('en', ['en']));

describe('texts side by side', () => {
  it('are those that are there', () => expect(sideBySide(['Ana', null, '', undefined, 'Lisbon'])).toBe('Ana · Lisbon'));

  it('do not reorder each other', () => {
    setCurrentLanguage('ar', ['ar']);
    expect(sideBySide(['Helena Duarte', '22/11/2026'])).toBe('\u2068Helena Duarte\u2069 · 22/11/2026');
  });
});

describe('what is put into a message', () => {
  it('is written as in the reader’s language', () => {
    expect([put(12_500), put(['Ana', 'Ben']), put('Ana')]).toEqual(['12,500', 'Ana and Ben', 'Ana']);
    setCurrentLanguage('de', ['de']);
    expect([put(12_500), put(['Ana', 'Ben'])]).toEqual(['12.500', 'Ana und Ben']);
  });

  it('is isolated if it is read in the other direction', () => {
    expect(put('ليلى')).toBe('\u2068ليلى\u2069');
    expect(put(['Ana', 'ليلى'])).toBe('Ana and \u2068ليلى\u2069');
    setCurrentLanguage('ar', ['ar']);
    expect([put('ليلى'), put('Ana'), put('204')]).toEqual(['ليلى', '\u2068Ana\u2069', '204']);
  });
});
