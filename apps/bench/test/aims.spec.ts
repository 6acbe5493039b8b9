import { describe, expect, test } from '@jest/globals';
import { AIMS, verdictOf } from '../src/report/aims.ts';
import {
  BARE,
  CHANGE,
  EPHEMERAL,
  ON_POSTGRES,
  POST_TASK,
  requestsOf,
  STATEMENTS,
} from '../src/report/change-metrics.ts';
import { CARDS, DASHBOARD, FIRST_FORM, FORM } from '../src/report/dashboard-metrics.ts';
import { aimRows, workloadRows } from '../src/report/table.ts';
import { Results } from '../src/results.ts';

const verdicts = (results: Results): string[] =>
  aimRows(results)
    .slice(1)
    .map(([, , condition = '', verdict = '']) => `${condition}: ${verdict}`);

describe('the aims', () => {
  test('a share is met, missed by a factor, or not measured', () => {
    expect(verdictOf(0.5)).toBe('met');
    expect(verdictOf(1)).toBe('met');
    expect(verdictOf(1.5)).toBe('missed (1.50x)');
    expect(verdictOf(undefined)).toBe('not measured');
    expect(verdictOf(Number.NaN)).toBe('not measured');
    expect(verdictOf(-0.3)).toBe('not measured');
  });

  test('no verdict without figures', () => {
    const rows = verdicts(new Results());
    expect(rows).toHaveLength(AIMS.flatMap(({ conditions }) => conditions).length);
    for (const row of rows) expect(row).toMatch(/: not measured$/);
  });

  test('compare figures of one section only, because sections may come from different machines', () => {
    /** Every figure is measured; remembers the sections of those that were asked for. */
    class Asked extends Results {
      readonly sections = new Set<string>();
      override value(workload: string): number {
        this.sections.add(workload);
        return 1_000;
      }
      override worst(workload: string): number {
        return this.value(workload);
      }
    }
    for (const { title, figure, conditions } of AIMS) {
      const asked = new Asked();
      figure(asked);
      for (const { share } of conditions) share(asked);
      expect([title, asked.sections.size]).toEqual([title, 1]);
    }
  });

  test('compares medians, with the factor of the aim', () => {
    const results = new Results();
    for (const value of [6, 100, 5]) results.add('fanout', 'Bellhop', 'delivery', 'us', value);
    results.add('fanout', 'Nchan', 'delivery', 'us', 6);
    results.add('fanout', 'C limit', 'delivery', 'us', 4);
    results.add('fanout', 'Nest @Sse', 'delivery', 'us', 15);
    const measured = verdicts(results).filter((verdict) => !verdict.endsWith('not measured'));
    expect(measured).toEqual([
      'at most Nchan’s: met',
      'at most 1.2x the C limit: missed (1.25x)',
      'at most 0.4x Nest `@Sse`: met',
    ]);
  });

  test('zero queries per returning stream meet the aim', () => {
    const results = new Results();
    results.add('queries', 'Bellhop', 'database queries for each stream that comes back', '', -0.001);
    const row = aimRows(results).find(([title]) => title === 'Database queries per reconnecting stream');
    expect(row?.slice(1)).toEqual(['0.00 per stream', 'grows with orgs, not with streams', 'met']);
  });

  test('forms of the dashboard have to open in time at the first, and as a rule afterwards; its section has aims and figures', () => {
    const results = new Results();
    for (const run of [
      [400, 200, 200],
      [250, 350, 200],
    ]) {
      results.add('dashboard', DASHBOARD, FIRST_FORM(CARDS), 'ms', run[0] ?? 0);
      for (const ms of run) results.add('dashboard', DASHBOARD, FORM(CARDS), 'ms', ms);
    }
    results.add('dashboard', DASHBOARD, 'without an aim', 's', 3);
    results.add('dashboard', DASHBOARD, 'another', 's', 3);
    expect(verdicts(results).filter((verdict) => !verdict.endsWith('not measured'))).toEqual([
      'at most 300 ms, at worst: missed (1.33x)',
      'at most 300 ms, median: met',
    ]);
    const [head, first, form, other] = workloadRows(results, 'dashboard');
    expect(head).toEqual(['', 'at most', 'median', 'runs']);
    expect(first?.slice(1)).toEqual(['300 ms worst', '325 ms', '400, 250']);
    expect(form?.slice(1)).toEqual(['300 ms median', '225 ms', '400, 200, 200, 250, 350, 200']);
    expect(other).toEqual(['without an aim', '', '3.00 s', '3.00']);
  });

  describe('for a change', () => {
    const measured = (add: (results: Results) => void): string[][] => {
      const results = new Results();
      add(results);
      return aimRows(results, 'measured').slice(1);
    };

    test('compare costs with the bare server of the same run', () => {
      const rows = measured((results) => {
        results.add(CHANGE, ON_POSTGRES, POST_TASK, 'us', 600);
        results.add(CHANGE, BARE, POST_TASK, 'us', 300);
      });
      expect(rows.map(([, figure, , verdict]) => [figure, verdict])).toEqual([['600 µs', 'missed (1.33x)']]);
    });

    test('compare requests per second with a minimum', () => {
      const verdictAt = (requests: number): string | undefined =>
        measured((results) => {
          results.add(CHANGE, ON_POSTGRES, requestsOf(POST_TASK), '1/s', requests);
          results.add(CHANGE, BARE, requestsOf(POST_TASK), '1/s', 1_000);
        })[0]?.[3];
      expect(verdictAt(500)).toBe('missed (2.00x)');
      expect(verdictAt(1_500)).toBe('met');
    });

    test('zero statements meet the aim', () => {
      const rows = measured((results) => {
        results.add(CHANGE, ON_POSTGRES, EPHEMERAL, 'us', 120);
        results.add(CHANGE, ON_POSTGRES, STATEMENTS, '', -0.01);
      });
      expect(rows.map(([, , condition, verdict]) => [condition, verdict])).toEqual([
        ['at most 150 µs', 'met'],
        ['no statement', 'met'],
      ]);
    });
  });

  test('latency at a lower rate has no verdict', () => {
    const results = new Results();
    results.add('latency', 'Bellhop', '99th percentile', 'ms', 9);
    results.add('latency', 'Bellhop', 'events a second', '1/s', 60);
    expect(verdicts(results)).toContain('under 20 ms: not measured');
    const atFullRate = new Results();
    atFullRate.add('latency', 'Bellhop', '99th percentile', 'ms', 9);
    atFullRate.add('latency', 'Bellhop', 'events a second', '1/s', 998);
    expect(verdicts(atFullRate)).toContain('under 20 ms: met');
  });

  describe('beside a slow reader', () => {
    const CONDITION = 'under 4 MiB more, with 15 MB unsent';
    const memory = (growth: number, unsent: number): string[] => {
      const results = new Results();
      results.add('slow-reader', 'Bellhop', 'memory growth beside it', 'MiB', growth);
      results.add('slow-reader', 'Bellhop', 'of that, not sent yet', 'MB', unsent);
      return verdicts(results);
    };

    test('flat or shrinking memory meets the aim', () => {
      expect(memory(3, 16)).toContain(`${CONDITION}: met`);
      expect(memory(-2, 16)).toContain(`${CONDITION}: met`);
      expect(memory(16, 16)).toContain(`${CONDITION}: missed (4.00x)`);
    });

    test('flat memory with a short queue has no verdict', () => {
      expect(memory(0.1, 5)).toContain(`${CONDITION}: not measured`);
    });

    test('one misplaced event in one run is a miss', () => {
      const results = new Results();
      const metric = 'missing, doubled or out of order in the end';
      results.add('slow-reader', 'Bellhop', metric, '', 0);
      expect(verdicts(results)).toContain('all, once each, in order: met');
      for (const faults of [1, 0]) results.add('slow-reader', 'Bellhop', metric, '', faults);
      expect(verdicts(results)).toContain('all, once each, in order: missed (2.00x)');
    });

    test('latency may at most double', () => {
      const results = new Results();
      results.add('slow-reader', 'Bellhop', 'beside it over without it', 'x', 2);
      expect(verdicts(results)).toContain('at most 2x: met');
      const worse = new Results();
      worse.add('slow-reader', 'Bellhop', 'beside it over without it', 'x', 3);
      expect(verdicts(worse)).toContain('at most 2x: missed (1.50x)');
    });
  });
});
