import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canBeSecret } from './secret.js';

describe('canBeSecret', () => {
  it.each([
    ['one letter', 'x'.repeat(64)],
    ['two letters', 'ab'.repeat(40)],
    ['a word over and over', 'changeme'.repeat(8)],
    ['a word over and over, the last time in part', 'my-secret-12'.repeat(5).slice(0, 50)],
    ['digits that count', '1234567890'.repeat(4)],
    ['seven different characters', 'abcdefgfedcbaabdcegfabfgecdgfaebdcagbf'],
    ['too few bytes', 'k3Jq9-Zp0w_Lx7Vt2Rb8Nc5Md1Fh4Gs'],
  ])('refuses a value typed to pass a length check: %s', (_, text) => {
    expect(canBeSecret(text, 32)).toBe(false);
  });

  it.each(['hex', 'base64', 'base64url'] as const)('accepts every random value in %s', (encoding) => {
    for (let times = 0; times < 500; times += 1) expect(canBeSecret(randomBytes(48).toString(encoding), 32)).toBe(true);
  });

  it('counts bytes, not characters', () => {
    expect(canBeSecret('äöüßéèêëàâîïôûçñ', 32)).toBe(true);
  });

  it('refuses repetitions of a piece shorter than half the required length', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 15 }), fc.integer({ min: 32, max: 200 }), (piece, length) => {
        expect(canBeSecret(piece.repeat(length).slice(0, length), 32)).toBe(false);
      }),
      { seed: 20_261_121 },
    );
  });
});
