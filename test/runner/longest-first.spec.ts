import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import LongestFirst from './longest-first.mjs';
import { LONGEST } from './longest-specs.mjs';

test('the known long files come first, in their order, then the folders that wait', async () => {
  type Tests = Parameters<InstanceType<typeof LongestFirst>['sort']>[0];
  const [longest = '', second = ''] = LONGEST;
  const paths = ['libs/client/src/a.spec.ts', 'test/api/b.spec.ts', second, 'test/faults/c.spec.ts', longest];
  // Of each file the sequencer asks for its size, and whether it failed before.
  const context = { config: { id: 'longest-first', cacheDirectory: '/absent' }, hasteFS: { getSize: () => 1 } };
  const tests = paths.map((path) => ({ path: `/project/${path}`, context })) as unknown as Tests;
  const sequencer = new LongestFirst({ contexts: [] as never[], globalConfig: {} as never });
  expect((await sequencer.sort(tests)).map(({ path }) => path.replace('/project/', ''))).toEqual([
    longest,
    second,
    'test/faults/c.spec.ts',
    'test/api/b.spec.ts',
    'libs/client/src/a.spec.ts',
  ]);
});

test('each file that is called long is there', () => {
  const absent = LONGEST.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)));
  expect(absent).toEqual([]);
});
