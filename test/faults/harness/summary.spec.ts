import { describe, expect, it } from '@jest/globals';
import type { RunResult } from './run.ts';
import { scheduleOf } from './schedule.ts';
import { type RunRecord, Summary } from './summary.ts';

const result = (costs: RunResult['costs'], more: Partial<RunResult> = {}): RunResult => ({
  costs,
  violations: [],
  crashes: [],
  counts: { writes: 1_000, unknown: 3, refused: 0, delivered: 5_000, gaps: 2, lives: 1 },
  history: { lives: [], writes: [], readers: [], probes: [] },
  skipped: [],
  ...more,
});

describe('the summary of runs', () => {
  it('lists the cost of each fault, and how often readers got nothing', () => {
    const summary = new Summary();
    for (let ms = 100; ms <= 1_000; ms += 100) summary.add(scheduleOf(1), result([{ kind: 'kill', ms }]));
    summary.add(scheduleOf(2), result([{ kind: 'kill', ms: undefined }]));
    summary.add(scheduleOf(3), result([{ kind: 'cut', ms: undefined }]));
    expect(summary.costs).toEqual([
      { kind: 'kill', times: 11, median: 500, p95: 1_000, worst: 1_000, silent: 1 },
      { kind: 'cut', times: 1, median: NaN, p95: NaN, worst: NaN, silent: 1 },
    ]);
    expect(summary.markdown()).toContain('12 runs with new seeds: 12,000 writes, 36 of them');
    expect(summary.markdown()).toContain('60,000 deliveries, 24 gaps. Every rule held');
  });

  it('says that runs shared the machine', () => {
    const summary = new Summary();
    summary.add(scheduleOf(1), result([]));
    expect(summary.markdown()).not.toContain('same time');
    summary.add(scheduleOf(2), result([]), 3);
    expect(summary.markdown()).toContain('Up to 3 ran at the same time');
  });

  it('names the seeds that broke a rule, each rule once, and those whose run failed', () => {
    const summary = new Summary();
    const violation = { kind: 'loss', at: 1, who: 'a reader', what: 'event 7' } as const;
    summary.add(scheduleOf(4), result([], { violations: [violation, violation, { ...violation, kind: 'order' }] }));
    summary.add(scheduleOf(5), result([]));
    summary.addBroken(scheduleOf(6));
    expect(summary.isClean).toBe(false);
    expect(summary.verdict()).toBe(
      '3 runs, 2000 writes, 10000 deliveries: 2 runs broke a rule: seed 4 (loss, order); seed 6 (failed)',
    );
    expect(summary.markdown()).toContain('2 of them broke a rule: seed 4 (loss, order); seed 6 (failed).');
  });

  it('continues from the records of an earlier session', () => {
    const [first, both] = [new Summary(), new Summary()];
    for (const summary of [first, both]) {
      summary.add(scheduleOf(1), result([{ kind: 'kill', ms: 100 }]));
      summary.add(scheduleOf(2), result([{ kind: 'kill', ms: undefined }], { crashes: ['by itself'] }));
      summary.addBroken(scheduleOf(3));
    }
    const second = new Summary(JSON.parse(JSON.stringify(first.runs)) as readonly RunRecord[]);
    for (const summary of [second, both]) summary.add(scheduleOf(4), result([{ kind: 'kill', ms: 700 }]));
    expect(second.markdown()).toBe(both.markdown());
    expect(second.verdict()).toBe(both.verdict());
  });
});
