import { describe, expect, it } from '@jest/globals';
import { excerptOf, oneLine } from './excerpt.js';

describe('the part of a text that is shown', () => {
  it('is around the first of the words, from the beginning of a word, on one line', () => {
    expect(excerptOf('Please call\n the  plumber', ['PLUMB', 'call'])).toBe('Please call the plumber');
    const long = `${'word '.repeat(100)}needle ${'more '.repeat(100)}`;
    const excerpt = excerptOf(long, ['needle']);
    expect(excerpt).toMatch(/^…word word .*needle more .*…$/);
    expect([...(excerpt ?? '')].length).toBeLessThanOrEqual(162);
    expect(excerptOf(`${'x'.repeat(500)}needle`, ['needle'])).toBe(`…${'x'.repeat(40)}needle`);
    expect(excerptOf('needle', ['needle'])).toBe('needle');
  });

  it('is none without a word', () => {
    expect(excerptOf('a text', ['other'])).toBeUndefined();
    expect(oneLine('  a\t\n b ')).toBe('a b');
  });
});
