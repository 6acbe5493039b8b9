import { expect, it } from '@jest/globals';
import { acceptedLanguage } from './accepted-language.js';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['en;q=0.5, pt-BR;q=0.9', 'pt'],
  ['ja,ar-EG;q=0.4', 'ar'],
  ['fr;q=0, es', 'es'],
  ['*', 'en'],
  ['de;q=nonsense,fr', 'fr'],
  [`${'xx,'.repeat(10_000)}de`, 'en'],
])('Accept-Language "%s" is %s', (header, language) => expect(acceptedLanguage(header)).toBe(language));
