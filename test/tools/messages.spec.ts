import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { catalogueProblems, readCatalogue } from '../../tools/lib/messages/catalogue.mjs';
import { usageProblems } from '../../tools/lib/messages/problems.mjs';
import { type Use, usesIn } from '../../tools/lib/messages/uses.mjs';

const root = mkdtempSync(join(tmpdir(), 'bellhop-messages-'));
symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'));
afterAll(() => rmSync(root, { recursive: true }));

function plant(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const COMPILER: ts.CompilerOptions = { strict: true, jsx: ts.JsxEmit.ReactJSX, types: [], noEmit: true };

const tagOf = (language: string) => language;
const asText = ({ file, key, text }: { file: string; key: string; text: string }) => `${file} ${key} ${text}`;

describe('the check of messages between languages', () => {
  const problemsOf = (english: object, translated: object, language = 'de') => {
    const folder = mkdtempSync(join(root, 'catalogue-'));
    for (const [name, messages] of [
      ['en', english],
      [language, translated],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'bar.json'), JSON.stringify(messages));
    }
    return catalogueProblems(readCatalogue(folder), tagOf).map(asText);
  };

  it('finds nothing in a complete translation', () => {
    expect(
      problemsOf(
        {
          hello: 'Hello {{name}}',
          guests_one: '{{count}} guest',
          guests_other: '{{count}} guests',
          menu: { open: 'Open' },
        },
        { hello: '{{name}}, hallo', guests_one: 'Ein Gast', guests_other: '{{count}} Gäste', menu: { open: 'Öffnen' } },
      ),
    ).toEqual([]);
  });

  it.each([
    ['a missing message', { hello: 'Hello', menu: { open: 'Open' } }, { hello: 'Hallo' }, 'menu.open is missing'],
    ['an empty message', { hello: 'Hello' }, { hello: ' ' }, 'hello is missing'],
    [
      'another placeholder',
      { hello: 'Hello {{name}}' },
      { hello: 'Hallo {{nme}}' },
      'hello has other placeholders than English (name)',
    ],
    [
      'a message that English lacks',
      {},
      { hello: 'Hallo' },
      'hello is not in English, or no plural form of the language',
    ],
    [
      'a missing plural form',
      { n_one: '{{count}} day', n_other: '{{count}} days' },
      { n_other: '{{count}} Tage' },
      'n_one is missing',
    ],
    [
      'a colon that may begin a line',
      { sum: 'Sum: {{amount}}' },
      { sum: 'Somme : {{amount}}' },
      'sum has a space beside a punctuation mark that may begin or end a line there: U+00A0 does not',
    ],
  ])('finds %s', (_name, english, translated, problem) => {
    expect(problemsOf(english, translated)).toEqual([`de/bar.json ${problem}`]);
  });

  it('wants all six plural forms of Arabic', () => {
    const problems = problemsOf(
      { n_one: '{{count}} day', n_other: '{{count}} days' },
      { n_one: 'يوم', n_other: '{{count}} يوم' },
      'ar',
    );
    expect(problems.map((problem) => problem.split(' ')[1])).toEqual(['n_zero', 'n_two', 'n_few', 'n_many']);
  });
});

describe('the check of messages in the source', () => {
  const english = new Map([
    [
      'bar',
      {
        hello: 'Hello {{name}}',
        'state.open': 'Open',
        'state.closed': 'Closed',
        n_one: '{{count}} day',
        n_other: '{{count}} days',
      },
    ],
    ['ui', { retry: 'Try again' }],
  ]);
  plant(
    'i18next.d.ts',
    `import 'i18next';
     declare module 'i18next' {
       interface CustomTypeOptions {
         defaultNS: 'ui';
         resources: {
           bar: { hello: string; state: { open: string; closed: string }; n_one: string; n_other: string };
           ui: { retry: string };
         };
       }
     }`,
  );
  const ALL = `
    import i18next from 'i18next';
    import { Trans, useTranslation } from 'react-i18next';
    export function Bar({ state }: { state: 'open' | 'closed' }) {
      const { t } = useTranslation('bar');
      i18next.t('retry');
      t('n', { count: 2 });
      t(\`state.\${state}\`);
      return <Trans t={t} i18nKey="hello" values={{ name: 'Ana' }} />;
    }`;

  const LACKS = [
    ['an unused message', "i18next.t('retry');", '', 'en/ui.json retry is not used'],
    ['a key that does not exist', 't(`state.', "t('gone'); t(`state.", 'bar.tsx:8 bar:gone is no English message'],
    ['a placeholder without a value', 'name:', 'nme:', 'bar.tsx:9 bar:hello is used without a value for {{name}}'],
    ['a plural without a number', ', { count: 2 }', '', 'bar.tsx:7 bar:n is used without a value for {{count}}'],
    ['an unused one of several', "'open' | 'closed'", "'open'", 'en/bar.json state.closed is not used'],
    [
      'a key that nobody knows',
      't(`state.',
      't(state as never); t(`state.',
      'bar.tsx:8  uses a key that its type does not tell',
    ],
  ] as const;

  // One compilation for all, since it takes a second.
  const complete = plant('complete/bar.tsx', ALL);
  const planted = LACKS.map(([name, from, to], index) => {
    if (!ALL.includes(from)) throw new Error(`${name}: nothing to replace`);
    return plant(`${index}/bar.tsx`, ALL.replace(from, to));
  });
  let uses: Use[] = [];
  beforeAll(() => {
    const options = { ...COMPILER, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
    uses = usesIn([join(root, 'i18next.d.ts'), complete, ...planted], options);
  });

  const problemsOf = (path: string) => {
    const own = uses.filter(({ file }) => file === path).map((use) => ({ ...use, file: 'bar.tsx' }));
    return usageProblems(english, own, 'ui').map(asText);
  };

  it('finds nothing where every message is used', () => expect(problemsOf(complete)).toEqual([]));

  it.each(LACKS.map(([name, , , problem], index) => ({ name, problem, path: planted[index] ?? '' })))(
    'finds $name',
    ({ path, problem }) => expect(problemsOf(path)).toEqual([problem]),
  );
});
