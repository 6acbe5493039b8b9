import { median } from '../measure/statistics.ts';
import type { Figure, Results } from '../results.ts';
import { AIMS, verdictOf } from './aims.ts';
import { DESK_AIMS } from './dashboard-metrics.ts';

/** Formats rows as text in columns; the first row is the head. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...body.map(line)].join('\n');
}

/**
 * Lists the aims with their verdicts.
 * @param which `measured` leaves out aims without figures. @default 'all'
 */
export function aimRows(results: Results, which: 'all' | 'measured' = 'all'): string[][] {
  const aims = which === 'all' ? AIMS : AIMS.filter(({ figure }) => figure(results) !== undefined);
  const rows = aims.flatMap(({ title, figure, conditions }) =>
    conditions.map(({ text, share }, place) => [
      place === 0 ? title : '',
      place === 0 ? (figure(results) ?? '–') : '',
      text,
      verdictOf(share(results)),
    ]),
  );
  return [['aim', 'measured', 'condition', 'verdict'], ...rows];
}

/** With more columns than this, servers become the columns. */
const MOST_COLUMNS = 8;

/** Table of a workload: a row per server and a column per metric, or the reverse for many metrics. */
export function workloadRows(results: Results, workload: string): string[][] {
  const figures = results.figures.filter((figure) => figure.workload === workload);
  const metrics = [...new Map(figures.map(({ metric, unit }) => [metric, unit]))];
  const servers = [...new Set(figures.map(({ server }) => server))];
  const absences = results.absences.filter((absence) => absence.workload === workload);
  if (servers.length <= 1 && metrics.length > 3)
    return listRows(
      figures,
      absences.map(({ why }) => why),
    );
  const cell = (server: string, metric: string): string => {
    const figure = figures.find((one) => one.server === server && one.metric === metric);
    return figure ? inShort(median(figure.runs)) : '–';
  };
  const named = metrics.map(([metric, unit]) => ({ metric, title: unit === '' ? metric : `${metric}, ${unit}` }));
  const table =
    named.length > MOST_COLUMNS
      ? [
          ['', ...servers],
          ...named.map(({ metric, title }) => [title, ...servers.map((server) => cell(server, metric))]),
        ]
      : [
          ['', ...named.map(({ title }) => title)],
          ...servers.map((server) => [server, ...named.map(({ metric }) => cell(server, metric))]),
        ];
  return [...table, ...absences.map(({ server, why }) => [server, `not measured: ${why}`])];
}

function listRows(figures: readonly Figure[], reasons: readonly string[]): string[][] {
  const aims = new Map(DESK_AIMS.map(({ metric, most, unit, of }) => [metric, `${most} ${unit} ${of}`]));
  const hasAims = figures.some(({ metric }) => aims.has(metric));
  const aim = (text: string): string[] => (hasAims ? [text] : []);
  return [
    ['', ...aim('at most'), 'median', 'runs'],
    ...figures.map(({ metric, unit, runs }) => [
      metric,
      ...aim(aims.get(metric) ?? ''),
      `${inShort(median(runs))} ${unit}`.trim(),
      runs.map(inShort).join(', '),
    ]),
    ...reasons.map((why) => [`not measured: ${why}`]),
  ];
}

/** Formats three significant digits. */
export function inShort(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 10 ? 1 : 2);
}
