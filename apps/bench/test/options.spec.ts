import { expect, test } from '@jest/globals';
import { parseOptions } from '../src/options.ts';

const NAMES = ['fanout', 'idle'];
const ROWS = ['post', 'list'];

test('workloads are chosen by name, and everything is the default', () => {
  expect(parseOptions([], NAMES, ROWS)).toEqual({ help: false, quick: false, write: false, only: [], rows: [] });
  expect(parseOptions(['--quick', '--only=fanout,idle'], NAMES, ROWS)).toMatchObject({
    quick: true,
    only: ['fanout', 'idle'],
  });
});

test('what is not known is refused, and docs are only written of full runs', () => {
  expect(() => parseOptions(['--only=nothing'], NAMES, ROWS)).toThrow('none of fanout, idle');
  expect(() => parseOptions(['--rows=put'], NAMES, ROWS)).toThrow('none of post, list');
  expect(() => parseOptions(['--write', '--rows=post'], NAMES, ROWS)).toThrow('whole workloads');
  expect(() => parseOptions(['--fast'], NAMES, ROWS)).toThrow('--help');
  expect(() => parseOptions(['--write', '--quick'], NAMES, ROWS)).toThrow('full runs');
});
