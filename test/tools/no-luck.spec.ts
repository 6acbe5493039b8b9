import { describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import { noLuck } from '../../tools/lint/no-luck.mjs';

const complaints = (code: string): number =>
  new Linter().verify(code, {
    languageOptions: { ecmaVersion: 2023, sourceType: 'module' },
    rules: { 'no-restricted-syntax': ['error', ...noLuck] },
  }).length;

describe('the lint rules of tests', () => {
  it.each([
    'random = Math.random;',
    'await new Promise((resolve) => setTimeout(resolve, 100));',
    'await new Promise((resolve) => { setTimeout(resolve, 100); });',
    "import { setTimeout as sleep } from 'node:timers/promises';",
    "server.listen(4000, '127.0.0.1');",
  ])('report chance in: %s', (code) => expect(complaints(code)).toBe(1));

  it.each([
    'fc.assert(fc.property(value, holds), { numRuns: 9 });',
    'const limit = setTimeout(() => child.kill(), 60_000);',
    "server.listen(0, '127.0.0.1');",
    'registration.listen(listener);',
    'await new Promise((resolve) => setImmediate(resolve));',
  ])('accept: %s', (code) => expect(complaints(code)).toBe(0));
});
