import { describe, expect, test } from '@jest/globals';
import { markdownTable, page, withParts, writtenSections } from '../src/report/docs.ts';
import { barPlot } from '../src/report/svg-bars.ts';
import { inShort, textTable, workloadRows } from '../src/report/table.ts';
import { type MeasuredSection, Results } from '../src/results.ts';
import { WORKLOADS } from '../src/workloads/all.ts';

describe('the report', () => {
  test('formats short figures', () => {
    expect([0.2345, 5.678, 12.34, 1234.5].map(inShort)).toEqual(['0.23', '5.68', '12.3', '1,235']);
  });

  test('aligns columns', () => {
    expect(
      textTable([
        ['a', 'long'],
        ['wider', 'b'],
      ]).split('\n'),
    ).toEqual(['  a      long', '  ─────  ────', '  wider  b']);
  });

  test('fills missing Markdown cells and escapes pipes', () => {
    expect(markdownTable([['a', 'b'], ['x|y']])).toBe('| a | b |\n|---|---|\n| x\\|y |  |');
  });

  test('replaces the table of parts between its marks, and nothing else', () => {
    const marks = ['<!-- written by npm run bench -- --profile=… --write -->', '<!-- end of what is written -->'];
    const once = withParts(`before\n\n${marks.join('\n')}\n\nafter\n`, '| one |');
    const twice = withParts(once, '| two |');
    expect(twice).toBe(`before\n\n${marks[0]}\n\n| two |\n\n${marks[1]}\n\nafter\n`);
    expect(() => withParts('nothing of the kind', '| one |')).toThrow('no place');
  });

  test('gives a missing server a row with the reason', () => {
    const results = new Results();
    results.add('idle', 'Bellhop', 'memory of a stream', 'KiB', 8);
    results.absent('idle', 'Nchan', 'nginx is not installed');
    results.absent('idle', 'Nchan', 'nginx is still not installed');
    expect(workloadRows(results, 'idle')).toEqual([
      ['', 'memory of a stream, KiB'],
      ['Bellhop', '8.00'],
      ['Nchan', 'not measured: nginx is not installed'],
    ]);
  });

  test('lists servers as columns when there are many metrics', () => {
    const results = new Results();
    const metrics = Array.from({ length: 9 }, (_, index) => `metric ${index + 1}`);
    metrics.forEach((metric, index) => results.add('change', 'one', metric, 'us', index + 1));
    results.add('change', 'two', 'metric 9', 'us', 18);
    const [head, ...rows] = workloadRows(results, 'change');
    expect(head).toEqual(['', 'one', 'two']);
    expect(rows).toHaveLength(9);
    expect(rows[0]).toEqual(['metric 1, us', '1.00', '–']);
    expect(rows[8]).toEqual(['metric 9, us', '9.00', '18.0']);
  });

  test('draws a bar per value, the longest for the largest, and escapes labels', () => {
    const svg = barPlot({
      title: 'a <b> & c',
      unit: 'µs',
      bars: [
        { label: 'one', value: 10, isOwn: true },
        { label: '<two>', value: 5, isOwn: false },
      ],
      aim: { value: 8, label: 'aim' },
    });
    expect([...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width))).toEqual([520, 260]);
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).not.toMatch(/<two>|<b>/);
  });

  test('makes room for a long label', () => {
    const label = 'Fastify + pg, one statement';
    const svg = barPlot({ title: '', unit: '', bars: [{ label, value: 1, isOwn: false }] });
    const end = Number(/class="label" x="(\d+)"/.exec(svg)?.[1]);
    expect(end).toBeGreaterThan(label.length * 7);
    const bar = /<rect [^>]*x="(\d+)" [^>]*width="([\d.]+)"/.exec(svg);
    expect(Number(bar?.[1])).toBe(end + 10);
    expect(Number(bar?.[1]) + Number(bar?.[2])).toBeLessThan(720);
  });
});

describe('docs/performance.md', () => {
  const TITLES = ['orgs', 'idle', 'burst'].map((name) => ({ name, title: `of ${name}` }));
  const section = (name: string, day: string, kernel: string): MeasuredSection => {
    const results = new Results();
    results.add(name, 'Bellhop', 'delivery', 'us', 1);
    const machine = { cpu: 'AMD EPYC', cores: 2, memoryGiB: 24, kernel, node: 'v24.1.0' };
    return results.section(name, { startedAt: `${day}T10:00:00.000Z`, machine });
  };
  const placesOf = (sections: readonly MeasuredSection[]): string[] =>
    [...page(sections, TITLES).matchAll(/^(?:## Of .*|Measured on .*)$/gm)].map(([line]) => line);

  const ON_A = 'Measured on 2026-01-01: AMD EPYC, 2 cores, 24 GiB, Linux 6.1, Node v24.1.0.';
  const ON_B = 'Measured on 2026-01-01: AMD EPYC, 2 cores, 24 GiB, Linux 6.2, Node v24.1.0.';

  test('says once where all sections were measured', () => {
    const sections = TITLES.map(({ name }) => section(name, '2026-01-01', 'Linux 6.1'));
    expect(placesOf(sections)).toEqual([ON_A, '## Of orgs', '## Of idle', '## Of burst']);
  });

  test('says under its heading that a section was measured with another kernel, or on another day', () => {
    const orgs = section('orgs', '2026-01-01', 'Linux 6.1');
    const burst = section('burst', '2026-01-01', 'Linux 6.1');
    const withIdle = (idle: MeasuredSection): string[] => placesOf([orgs, idle, burst]);
    expect(withIdle(section('idle', '2026-01-01', 'Linux 6.2'))).toEqual([
      ...[ON_A, '## Of orgs', '## Of idle', ON_B],
      '## Of burst',
    ]);
    expect(withIdle(section('idle', '2026-01-02', 'Linux 6.1'))).toEqual([
      ...[ON_A, '## Of orgs', '## Of idle', ON_A.replace('01-01', '01-02')],
      '## Of burst',
    ]);
  });

  test('says at its top where most sections were measured, of as many the latest', () => {
    const [orgs, idle] = [section('orgs', '2026-01-02', 'Linux 6.2'), section('idle', '2026-01-01', 'Linux 6.1')];
    const later = ON_B.replace('01-01', '01-02');
    expect(placesOf([orgs, idle])).toEqual([later, '## Of orgs', '## Of idle', ON_A, '## Of burst']);
    const burst = section('burst', '2026-01-01', 'Linux 6.1');
    expect(placesOf([orgs, idle, burst])).toEqual([ON_A, '## Of orgs', later, '## Of idle', '## Of burst']);
  });

  test('has a record of which run measured each section', () => {
    const sections = writtenSections();
    expect(sections.map(({ name }) => name)).toEqual(WORKLOADS.map(({ name }) => name));
    for (const { run, figures } of sections) {
      expect(new Date(run.startedAt).toISOString()).toBe(run.startedAt);
      expect(Object.keys(run.machine)).toEqual(['cpu', 'cores', 'memoryGiB', 'kernel', 'node']);
      expect(figures).not.toHaveLength(0);
    }
  });
});
