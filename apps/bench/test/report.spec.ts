import { describe, expect, test } from '@jest/globals';
import { markdownTable, withParts } from '../src/report/docs.ts';
import { barPlot } from '../src/report/svg-bars.ts';
import { inShort, textTable, workloadRows } from '../src/report/table.ts';
import { Results } from '../src/results.ts';

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
