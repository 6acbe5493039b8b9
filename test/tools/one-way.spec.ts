import { describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { oneWay } from '../../tools/lint/one-way.mjs';

const complaints = (code: string): number =>
  new Linter().verify(code, {
    languageOptions: { parser: tseslint.parser },
    rules: { 'no-restricted-syntax': ['error', ...oneWay] },
  }).length;

describe('the lint rules of style', () => {
  it.each([
    'class Desk { private open = true; }',
    'class Desk { private readonly open = true; }',
    'class Desk { private static open = true; }',
    'class Desk { private accessor open = true; }',
    'class Desk { private ring(): void {} }',
    'class Desk { private async ring(): Promise<void> {} }',
    'class Desk { private get isOpen(): boolean { return true; } }',
    'app.useGlobalPipes(new TextPipe());',
    'app.useGlobalGuards(guard, other);',
  ])('reject: %s', (code) => expect(complaints(code)).toBe(1));

  it.each([
    'class Desk { #open = true; }',
    'class Desk { #ring(): void {} }',
    'class Desk { get #isOpen(): boolean { return true; } }',
    'class Desk { constructor(private readonly clock: Clock) {} }',
    'class Desk { private constructor() {} }',
    'class Desk { protected ring(): void {} }',
    'app.useLogger(logger);',
  ])('accept: %s', (code) => expect(complaints(code)).toBe(0));
});
