import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requireHardToGuess } from './password-rule.js';

const ABOUT = ['Helena.Duarte@aurora.test', 'Helena Duarte', 'Aurora Hotels'];
const check = (password: string) => () => requireHardToGuess('password', password, ABOUT);

describe('the password rule', () => {
  it.each([
    'bellhop-demo',
    'Password123',
    '1234567890',
    '0987654321',
    'qwertyuiop',
    'aaaaaaaaaa',
    'abcabcabcabc',
    'helena.duarte@aurora.test',
    'Helena.Duarte',
    'helena duarte',
    'AURORA HOTELS',
  ])('refuses %s', (password) => {
    expect(check(password)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it.each([
    'correct horse battery',
    'x7!kQ-92mLp',
    'tretten hester i fjæra',
    'Helena.Duarte-1974',
    '🏨🏨🏨🛎️🛎️🔑🔑🗝️🗝️🚪',
  ])('requires no digits or symbols: %s', (password) => {
    expect(check(password)).not.toThrow();
  });

  it('never repeats the password in its error', () => {
    fc.assert(
      fc.property(fc.constantFrom('bellhop-demo', 'qwertyuiop', 'aaaaaaaaaa'), (password) => {
        try {
          check(password)();
          return false;
        } catch (error) {
          return !JSON.stringify(error).includes(password);
        }
      }),
    );
  });
});
