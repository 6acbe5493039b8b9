import { afterEach, describe, expect, it } from '@jest/globals';
import { setCurrentLanguage } from './locale.js';
import { placeholderFormatter } from './numbers.js';

const put = (value: unknown) => placeholderFormatter.format(value, undefined, undefined, {});

afterEach(() => setCurrentLanguage('en', ['en']));

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
