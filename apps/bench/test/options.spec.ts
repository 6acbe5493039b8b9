import { expect, test } from '@jest/globals';
import { parseOptions } from '../src/options.ts';

const NAMES = ['fanout', 'idle'];
const PARTS = { rows: ['post', 'crowd'], profiled: ['post'] };

test('workloads are chosen by name; the default is all', () => {
  expect(parseOptions([], NAMES, PARTS)).toEqual({
    help: false,
    quick: false,
    write: false,
    only: [],
    rows: [],
    profile: [],
  });
  expect(parseOptions(['--quick', '--only=fanout,idle'], NAMES, PARTS)).toMatchObject({
    quick: true,
    only: ['fanout', 'idle'],
  });
});

test('unknown values are refused, and only full runs write docs', () => {
  expect(() => parseOptions(['--only=nothing'], NAMES, PARTS)).toThrow('none of fanout, idle');
  expect(() => parseOptions(['--rows=put'], NAMES, PARTS)).toThrow('none of post, crowd');
  expect(() => parseOptions(['--write', '--rows=post'], NAMES, PARTS)).toThrow('whole workloads');
  expect(() => parseOptions(['--profile=crowd'], NAMES, PARTS)).toThrow('none of post');
  expect(() => parseOptions(['--fast'], NAMES, PARTS)).toThrow('--help');
  expect(() => parseOptions(['--write', '--quick'], NAMES, PARTS)).toThrow('full runs');
});

test('a profile implies the workload change', () => {
  expect(parseOptions(['--profile=post', '--only=idle'], NAMES, PARTS)).toMatchObject({
    only: ['change'],
    profile: ['post'],
  });
});
