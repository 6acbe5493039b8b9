import { median } from '../measure/statistics.ts';
import type { Figure, Results } from '../results.ts';
import { AIMS, verdictOf } from './aims.ts';

/** Rows as text with columns in line; the first row is the head. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...body.map(line)].join('\n');
}

/** The aims that were looked at, with their verdicts. */
export function aimRows(results: Results): string[][] {
  const rows = AIMS.flatMap(({ title, figure, conditions }) =>
    conditions.map(({ text, share }, place) => [
      place === 0 ? title : '',
      place === 0 ? (figure(results) ?? '–') : '',
      text,
      verdictOf(share(results)),
    ]),
  );
  return [['aim', 'measured', 'condition', 'verdict'], ...rows];
}

/** Of one workload: a row for each server, a column for each metric. */
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
  return [
    ['', ...metrics.map(([metric, unit]) => (unit === '' ? metric : `${metric}, ${unit}`))],
    ...servers.map((server) => [
      server,
      ...metrics.map(([metric]) => {
        const figure = figures.find((one) => one.server === server && one.metric === metric);
        return figure ? inShort(median(figure.runs)) : '–';
      }),
    ]),
    ...absences.map(({ server, why }) => [server, `not measured: ${why}`]),
  ];
}

function listRows(figures: readonly Figure[], reasons: readonly string[]): string[][] {
  return [
    ['', 'median', 'runs'],
    ...figures.map(({ metric, unit, runs }) => [
      metric,
      `${inShort(median(runs))} ${unit}`.trim(),
      runs.map(inShort).join(', '),
    ]),
    ...reasons.map((why) => [`not measured: ${why}`]),
  ];
}

/** Three digits that count. */
export function inShort(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 10 ? 1 : 2);
}
