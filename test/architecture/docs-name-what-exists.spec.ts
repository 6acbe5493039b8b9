import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it, test } from '@jest/globals';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const MADE = new Set(['node_modules', 'dist', 'coverage']);

/** Paths below a folder, without what is built or hidden; a copy of the repository may have no git. */
const below = (folder: string): string[] =>
  readdirSync(new URL(folder || '.', ROOT), { withFileTypes: true }).flatMap((entry) => {
    if (MADE.has(entry.name) || entry.name.startsWith('.')) return [];
    return entry.isDirectory() ? below(`${folder}${entry.name}/`) : [`${folder}${entry.name}`];
  });

const files: readonly string[] = below('');
const folders = new Set(files.flatMap((file) => parentsOf(file)));
const pages = files.filter((file) => file.endsWith('.md'));

/** Of a page about a domain that readers generate. */
const GENERATED = { page: 'docs/add-a-domain.md', path: /room/ } as const;

function parentsOf(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === '.' ? [] : [parent, ...parentsOf(parent)];
}

/** `a/{b,c}.ts` → `a/b.ts`, `a/c.ts` */
function expanded(path: string): string[] {
  const [, before = '', choices, after = ''] = /^(.*?)\{([^{}]*)\}(.*)$/.exec(path) ?? [];
  if (choices === undefined) return [path];
  return choices.split(',').flatMap((choice) => expanded(`${before}${choice}${after}`));
}

/** Whether there is such a file or folder; `*` and `<name>` stand for any name. */
function exists(path: string): boolean {
  if (!/[*<]/.test(path)) return files.includes(path) || folders.has(path);
  const pattern = path
    .split(/(\*\*|\*|<[^>]*>)/)
    .map((part, index) =>
      index % 2 === 0 ? part.replaceAll(/[.+^$()[\]\\|]/g, '\\$&') : part === '**' ? '.*' : '[^/]+',
    )
    .join('');
  const wanted = new RegExp(`^${pattern}$`);
  return files.some((file) => wanted.test(file)) || [...folders].some((folder) => wanted.test(folder));
}

const tops = new Set(files.flatMap((file) => (file.includes('/') ? [file.slice(0, file.indexOf('/'))] : [])));

/** Paths from the root of the repository, in code spans: the first word of a path is a folder there. */
const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)]
    .flatMap(([, span = '']) => span.split(/\s+/))
    .filter(
      (word) => /^[\w.@{},*<>/-]+$/.test(word) && word.includes('/') && tops.has(word.slice(0, word.indexOf('/'))),
    )
    .flatMap((word) => expanded(word.replace(/\/$/, '')));

/** Heading → the anchor that GitHub makes of it. */
const anchorsIn = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

/** Links to pages of the repository, and to sections of them, that do not exist. */
const deadLinksIn = (page: string, text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : posix.join(posix.dirname(page), path).replace(/\/$/, '');
      if (!exists(target)) return true;
      return (
        anchor !== undefined && target.endsWith('.md') && !anchorsIn(target === page ? text : read(target)).has(anchor)
      );
    });

it('names in its pages only files and folders that exist', () => {
  const named = pages.flatMap((page) => pathsIn(read(page)).map((path) => ({ page, path })));
  expect(named.length).toBeGreaterThan(150);
  const isGenerated = ({ page, path }: (typeof named)[number]) => page === GENERATED.page && GENERATED.path.test(path);
  expect(named.filter((one) => !isGenerated(one) && !exists(one.path))).toEqual([]);
});

it('links only to pages and sections that exist', () => {
  const dead = pages.flatMap((page) => deadLinksIn(page, read(page)).map((link) => `${page}: ${link}`));
  expect(dead).toEqual([]);
});

it('names in its sources only sections that the documents for clients have', () => {
  const sources = files.filter((file) => /^(apps|libs|src|test)\/.*\.tsx?$/.test(file));
  const named = sources.flatMap((source) =>
    [...read(source).matchAll(/\b(PROTOCOL|DOMAINS)\.md, "([^"]+)"/g)].map(([, page = '', section = '']) => ({
      source,
      page,
      section,
    })),
  );
  expect(named.length).toBeGreaterThan(15);
  const documents = { PROTOCOL: read('libs/protocol/PROTOCOL.md'), DOMAINS: read('libs/hotel/DOMAINS.md') };
  const missing = named.filter(
    ({ page, section }) => !documents[page as keyof typeof documents].match(new RegExp(`^#+ ${section}$`, 'm')),
  );
  expect(missing).toEqual([]);
});

test.each([
  ['libs/protocol/src/cursor.ts', true],
  ['libs/*/src', true],
  ['src/domains/<name>/<name>.module.ts', true],
  ['libs/nowhere', false],
  ['docs/*/nothing.md', false],
])('%s exists: %j', (path, expected) => {
  expect(exists(path)).toBe(expected);
});

test('a path with choices is several', () => {
  expect(pathsIn('see `libs/{client,nowhere}/src/` and `npm run check -- src/a.ts`, not `/tasks` or libs/x')).toEqual([
    ...['libs/client/src', 'libs/nowhere/src', 'src/a.ts'],
  ]);
});

test('a link to a section is dead without it', () => {
  const page = 'docs/glossary.md';
  const text =
    '## How it works\n[a](#how-it-works) [b](#why) [c](add-a-domain.md) [d](../nowhere) [e](https://a.test/#b)';
  expect(deadLinksIn(page, text)).toEqual(['#why', '../nowhere']);
});
