import { describe, expect, it } from '@jest/globals';
import { eachSeedOnce, formatRuns, parseLocalRuns, parseRuns } from './kept-runs.ts';
import { type RunRecord, Summary } from './summary.ts';

const COUNTS = { writes: 701, unknown: 5, delivered: 2_594, gaps: 10, crashes: 0 };

const run = (seed: number, more: Partial<RunRecord> = {}): RunRecord => ({
  seed,
  database: 'postgres',
  instances: 3,
  atOnce: 1,
  costs: [{ kind: 'kill', ms: 2_810 }],
  counts: COUNTS,
  broke: [],
  ...more,
});

const HEAD = 'seed,database,instances,at once,faults,writes,unknown,deliveries,gaps,crashes,broke';

describe('the file of runs', () => {
  it('has a line for each, by seed, with the cost of each fault in seconds', () => {
    const silent = { kind: 'cut', ms: undefined } as const;
    const runs = [
      run(9, { costs: [{ kind: 'database-half-open', ms: 4 }, silent], broke: ['silence', 'loss'] }),
      run(7, { database: 'embedded', instances: 1, atOnce: 6 }),
      run(8, { costs: [], broke: ['failed'] }),
    ];
    const text = formatRuns(runs);
    expect(text.split('\n')).toEqual([
      HEAD,
      '7,embedded,1,6,kill 2.810,701,5,2594,10,0,',
      '8,postgres,3,1,,701,5,2594,10,0,failed',
      '9,postgres,3,1,database-half-open 0.004;cut silence,701,5,2594,10,0,silence;loss',
      '',
    ]);
    expect(formatRuns(parseRuns(text))).toBe(text);
    expect(parseRuns(text)[0]).toEqual(runs[1]);
  });

  it('gives the same page each time it is read, with costs to the millisecond', () => {
    const runs = [249.6, 1_049.9, 5_825.998647999993].map((ms, seed) => run(seed, { costs: [{ kind: 'kill', ms }] }));
    const text = formatRuns(runs);
    const kept = new Summary(parseRuns(text));
    expect(kept.costs).toMatchObject([{ kind: 'kill', times: 3, median: 1_050, worst: 5_826 }]);
    expect(new Summary(parseRuns(formatRuns(kept.runs))).markdown()).toBe(kept.markdown());
    expect(kept.markdown()).toContain('3 runs with new seeds: 2,103 writes');
  });

  it('has less than 150 kB for a thousand runs', () => {
    const costs = Array.from({ length: 2 }, () => ({ kind: 'database-half-open', ms: 19_999 }) as const);
    const runs = Array.from({ length: 1_000 }, (_, index) => run(2_000_000_000 + index, { costs }));
    expect(formatRuns(runs).length).toBeLessThan(150_000);
  });

  it.each([
    '7,embedded,1,6,kill 2.810,701,5,2594,10,0',
    '7,mysql,1,6,kill 2.810,701,5,2594,10,0,',
    '7,embedded,1,6,flood 2.81,701,5,2594,10,0,',
    '7,embedded,1,6,kill soon,701,5,2594,10,0,',
    '7,embedded,1,6,kill 2.810,many,5,2594,10,0,',
    '7,embedded,1,6,kill 2.810,701,5,2594,10,0,lost',
  ])('is refused with the line %s', (line) => {
    expect(() => parseRuns(`${HEAD}\n${line}\n`)).toThrow(`not a run: ${line}`);
  });

  it('is refused with another head', () => {
    expect(() => parseRuns('7,embedded,1,6,kill 2.810,701,5,2594,10,0,\n')).toThrow(HEAD);
  });
});

describe('the results of this machine', () => {
  const local = (runs: readonly object[]): string => JSON.stringify({ costs: [], runs });

  it('are taken as they are', () => {
    expect(parseLocalRuns(local([run(5)]))).toEqual([run(5)]);
  });
});

describe('runs of several machines', () => {
  it('count each seed once: its last run', () => {
    const again = run(1, { atOnce: 3 });
    expect(eachSeedOnce([run(1), run(2), again])).toEqual([again, run(2)]);
  });

  it('keep a run that broke a rule when its repetition did not', () => {
    const [broken, otherwise] = [run(1, { broke: ['loss'] }), run(1, { broke: ['order'] })];
    expect(eachSeedOnce([run(1), broken, run(1)])).toEqual([broken]);
    expect(eachSeedOnce([broken, otherwise])).toEqual([otherwise]);
  });

  it('keep a run that itself failed only while its seed has no other', () => {
    const [failed, broken] = [run(1, { broke: ['failed'] }), run(1, { broke: ['loss'] })];
    expect(eachSeedOnce([failed])).toEqual([failed]);
    expect(eachSeedOnce([failed, run(1)])).toEqual([run(1)]);
    expect(eachSeedOnce([run(1), failed])).toEqual([run(1)]);
    expect(eachSeedOnce([broken, failed])).toEqual([broken]);
  });
});
