import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import SpecProcesses from './spec-processes.mjs';

type Runner = InstanceType<typeof SpecProcesses>;
type Test = Parameters<Runner['runTests']>[0][number];

/** Spec files and what each of them is to end with. */
const FILES: Readonly<Record<string, string>> = {
  passes: `test('passes', () => {});`,
  fails: `test('fails', () => { throw new Error('wrong'); });`,
  'cannot-be-loaded': `import './absent.mjs';`,
  'ends-its-process': `test('ends', () => process.exit(3));`,
  'comes-after-it': `test('runs', () => {});`,
};

/** All processes except for the first load what runs the files slowly, and read what they are sent meanwhile. */
const SLOW = `
  import { mkdirSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  let isFirst = process.channel === undefined;
  if (!isFirst) try { mkdirSync(new URL('./first', import.meta.url)); isFirst = true; } catch {}
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (isFirst || !url.endsWith('/worker-runner.js')) return loaded;
      return { ...loaded, source: 'await new Promise((resolve) => setTimeout(resolve, 300));' + loaded.source };
    },
  });
`;

const folder = mkdtempSync(join(tmpdir(), 'bellhop-processes-'));
const pathOf = (name: string): string => join(folder, `${name}.planted.mjs`);
const said = new Map<string, string>();

beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(pathOf(name), text);
  writeFileSync(join(folder, 'slow.mjs'), SLOW);
  const globalConfig = { maxWorkers: 2, testNamePattern: null, updateSnapshot: 'none', expand: false };
  const lists = { setupFiles: [], setupFilesAfterEnv: [], snapshotSerializers: [], transform: [] };
  const config = { rootDir: folder, ...lists, snapshotFormat: {} };
  const tests = Object.keys(FILES).map((name) => ({ path: pathOf(name), context: { config } }) as unknown as Test);
  const nameOf = ({ path }: Test): string => Object.keys(FILES).find((name) => pathOf(name) === path) ?? path;
  const before = process.env['NODE_OPTIONS'];
  process.env['NODE_OPTIONS'] = `--import=${pathToFileURL(join(folder, 'slow.mjs')).href}`;
  try {
    await new SpecProcesses(globalConfig as unknown as ConstructorParameters<typeof SpecProcesses>[0]).runTests(
      tests,
      undefined,
      (one) => Promise.resolve(void said.set(nameOf(one), 'started')),
      (one, { testResults }) => Promise.resolve(void said.set(nameOf(one), testResults[0]?.status ?? 'empty')),
      (one, error) => Promise.resolve(void said.set(nameOf(one), (error as Error).message)),
    );
  } finally {
    if (before === undefined) delete process.env['NODE_OPTIONS'];
    else process.env['NODE_OPTIONS'] = before;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test('files are run, also in a process that loads more slowly than the others', () => {
  expect([said.get('passes'), said.get('fails')]).toEqual(['passed', 'failed']);
});

test('a file that cannot be loaded says why', () => {
  expect(said.get('cannot-be-loaded')).toContain('absent.mjs');
});

test('a process that ends fails its file, and another runs those that are left', () => {
  expect(said.get('ends-its-process')).toBe('The process of this file ended (exit code 3).');
  expect(said.get('comes-after-it')).toBe('passed');
});
