import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { IsEmailAddress, IsLine } from './fields.js';

class Person {
  @IsLine(120)
  name!: string;

  @IsEmailAddress(254)
  email!: string;
}

const fits = (name: string, email = 'guest@mail.example'): boolean =>
  validateSync(Object.assign(new Person(), { name, email })).length === 0;

describe('a line of text', () => {
  it.each([
    'Inês Carvalho',
    "O'Neill & Sons",
    'محمد\u200Fعلي',
    'علی\u200Cرضا',
    '山田 太郎',
    '👩‍🍳 Kitchen',
    'a'.repeat(120),
  ])('accepts any name people have: %s', (name) => expect(fits(name)).toBe(true));

  it('rejects control characters, line separators and direction overrides at any position', () => {
    const codes = [
      ...Array.from({ length: 0x20 }, (_, code) => code),
      ...Array.from({ length: 0x21 }, (_, code) => 0x7f + code),
      ...[0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
    ];
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(text, fc.constantFrom(...codes), text, (before, code, after) => {
        expect(fits(`${before}${String.fromCodePoint(code)}${after}`)).toBe(false);
      }),
      { seed: 20_261_121, numRuns: 500 },
    );
  });

  it.each(['', ' ', '\u00A0\u3000', '\u200B', '\u200D\u2060\uFEFF'])('rejects text with nothing visible: %j', (name) =>
    expect(fits(name)).toBe(false),
  );
});

it('rejects control and direction characters in an email address', () => {
  expect(fits('Nuno', 'nuno.älä@mail.example')).toBe(true);
  for (const code of [0x202e, 0x2066, 0x85]) {
    expect(fits('Nuno', `nu${String.fromCodePoint(code)}no@mail.example`)).toBe(false);
  }
});
