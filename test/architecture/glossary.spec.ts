import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const ROOT = new URL('../../', import.meta.url);
const glossary = readFileSync(new URL('docs/glossary.md', ROOT), 'utf8');
const entries = [...glossary.matchAll(/^\| (.+?) +\|.*\| `(\w+)` in `([^`]+)` +\|$/gm)].map(
  ([, word = '', name = '', path = '']) => ({ word, name, path }),
);

it('names for every word of the glossary a file that declares it', () => {
  expect(entries.length).toBeGreaterThanOrEqual(50);
  const wrong = entries.filter(({ name, path }) => {
    const file = new URL(path, ROOT);
    const declaration = new RegExp(`\\b(class|interface|type|const|function) ${name}\\b`);
    return !existsSync(file) || !declaration.test(readFileSync(file, 'utf8'));
  });
  expect(wrong).toEqual([]);
});

it('defines each word once, and leaves no row out of the check', () => {
  const words = entries.map(({ word }) => word);
  expect(words).toEqual([...new Set(words)]);
  expect(entries).toHaveLength(glossary.split('\n').filter((line) => /^\| (?!word |-)/.test(line)).length);
});
