import { describe, expect, it } from '@jest/globals';
import { parseArguments } from './arguments.ts';
import { seedsOf } from './seeds.ts';

describe('the command’s arguments', () => {
  it('default to 20 new seeds without a time limit', () => {
    expect(parseArguments([])).toMatchObject({ seeds: [], count: 20, minutes: Infinity, wanted: {}, help: false });
  });

  it('take a time limit alone, or both limits', () => {
    expect(parseArguments(['--minutes=180'])).toMatchObject({ count: Infinity, minutes: 180 });
    expect(parseArguments(['--minutes=180', '--seeds=1000'])).toMatchObject({ count: 1_000, minutes: 180 });
  });

  it('run one seed at a time unless told otherwise', () => {
    expect(parseArguments([])).toMatchObject({ atOnce: 1 });
    expect(parseArguments(['--at-once=3'])).toMatchObject({ atOnce: 3 });
  });

  it('do not mix runs with a planted bug with others', () => {
    for (const option of ['--write', '--add'])
      expect(() => parseArguments(['--plant=all', option])).toThrow('planted bug');
  });

  it.each([
    ['--at-once=0'],
    ['--at-once=9'],
    ['--seeds=0'],
    ['--seeds=many'],
    ['--minutes=0'],
    ['--minutes=1.5'],
    ['--minutes=soon'],
    ['--seed=-1'],
    ['--fault=flood'],
    ['--database=mysql'],
    ['--instances=9'],
    ['--what'],
  ])('are refused as %s', (argument) => {
    expect(() => parseArguments([argument])).toThrow(argument.replace(/^--what$/, "Unknown option '--what'"));
  });
});

describe('the seeds of a session', () => {
  const never = (): boolean => false;

  it('are the given ones, or as many new ones as asked for', () => {
    const named = [...seedsOf(parseArguments(['--seed=7', '--seed=7', '--seed=9']), { now: () => 0, isOver: never })];
    expect(named.map(({ seed, title }) => [seed, title])).toEqual([
      [7, '1/3'],
      [7, '2/3'],
      [9, '3/3'],
    ]);
    expect([...seedsOf(parseArguments(['--seeds=5']), { now: () => 0, isOver: never })]).toHaveLength(5);
  });

  it('end at the time limit, at their number, or when interrupted', () => {
    const runsOf = (args: readonly string[], isOver: (runs: number) => boolean = never): number => {
      let runs = 0;
      // A run takes 20 s.
      const seeds = seedsOf(parseArguments(args), { now: () => 5_000 + runs * 20_000, isOver: () => isOver(runs) });
      for (const _ of seeds) runs += 1;
      return runs;
    };
    expect(runsOf(['--minutes=2'])).toBe(6);
    expect(runsOf(['--minutes=2', '--seeds=4'])).toBe(4);
    expect(runsOf(['--minutes=2', '--seeds=400'])).toBe(6);
    expect(runsOf(['--minutes=2'], (runs) => runs === 3)).toBe(3);
  });
});
