import { describe, expect, it } from '@jest/globals';
import { indexedWords } from './indexed-words.js';

describe('the words by which an index finds rows', () => {
  it.each([
    ['lift', 'any', ['lift']],
    ['the lift in 204', 'any', ['lift', 'the', '204']],
    ['a much longer query than that', 'any', ['longer', 'query', 'much']],
    // No three letters in a row: it would be read from one end to the other.
    ['ab', 'any', []],
    ['a.b c-d %%%', 'any', []],
    ['ab@cd.test', 'any', ['ab@cd.test']],
    ['مناشف Évier', 'any', ['مناشف', 'Évier']],
    ['مناشف Évier', 'latin', ['Évier']],
    ['été', 'latin', []],
  ] as const)('of %j with the alphabet %j are %j', (query, alphabet, words) => {
    expect(indexedWords(query, alphabet)).toEqual(words);
  });
});
