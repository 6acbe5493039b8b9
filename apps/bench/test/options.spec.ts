import { expect, test } from '@jest/globals';
import { parseOptions } from '../src/options.ts';

const NAMES = ['fanout', 'idle'];

test('workloads are chosen by name, and everything is the default', () => {
  expect(parseOptions([], NAMES)).toEqual({ help: false, quick: false, write: false, only: [] });
  expect(parseOptions(['--quick', '--only=fanout,idle'], NAMES)).toMatchObject({
    quick: true,
    only: ['fanout', 'idle'],
  });
});

test('what is not known is refused, and docs are only written of full runs', () => {
  expect(() => parseOptions(['--only=nothing'], NAMES)).toThrow('none of fanout, idle');
  expect(() => parseOptions(['--fast'], NAMES)).toThrow('--help');
  expect(() => parseOptions(['--write', '--quick'], NAMES)).toThrow('full runs');
});
