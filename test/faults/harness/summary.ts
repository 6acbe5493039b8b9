import type { ViolationKind } from './violation.ts';
import { markdownTable } from './markdown-table.ts';
import type { RunResult } from './run.ts';
import { type Database, FAULT_KINDS, type FaultKind, type Schedule } from './schedule.ts';

/** Cost of one kind of fault over all runs, in milliseconds. */
export interface Cost {
  readonly kind: FaultKind;
  readonly times: number;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  /** How often a reader got nothing within the limit. */
  readonly silent: number;
}

const COUNTED = ['writes', 'unknown', 'delivered', 'gaps'] as const;

/** One run’s part of the results. */
export interface RunRecord {
  readonly seed: number;
  readonly database: Database;
  readonly instances: number;
  /** How many runs shared the machine. */
  readonly atOnce: number;
  readonly costs: RunResult['costs'];
  readonly counts: Readonly<Record<(typeof COUNTED)[number] | 'crashes', number>>;
  /** Rules it broke; `failed`: it could not be completed. */
  readonly broke: readonly (ViolationKind | 'failed')[];
}

/** Aggregates runs. */
export class Summary {
  readonly #runs: RunRecord[];

  /** @param runs records of earlier sessions */
  constructor(runs: readonly RunRecord[] = []) {
    this.#runs = [...runs];
  }

  add({ seed, database, instances }: Schedule, { costs, counts, violations, crashes }: RunResult, atOnce = 1): void {
    const { writes, unknown, delivered, gaps } = counts;
    this.#runs.push({
      seed,
      database,
      instances,
      atOnce,
      costs,
      counts: { writes, unknown, delivered, gaps, crashes: crashes.length },
      broke: [...new Set(violations.map(({ kind }) => kind))],
    });
  }

  /** Records that a seed’s run could not be completed. */
  addBroken({ seed, database, instances }: Schedule, atOnce = 1): void {
    const counts = { writes: 0, unknown: 0, delivered: 0, gaps: 0, crashes: 0 };
    this.#runs.push({ seed, database, instances, atOnce, costs: [], counts, broke: ['failed'] });
  }

  get runs(): readonly RunRecord[] {
    return this.#runs;
  }

  get isClean(): boolean {
    return this.#broken.length === 0;
  }

  get costs(): readonly Cost[] {
    const all = this.#runs.flatMap(({ costs }) => costs);
    return FAULT_KINDS.flatMap((kind) => {
      const costs = all.filter((cost) => cost.kind === kind);
      if (costs.length === 0) return [];
      const times = costs.flatMap(({ ms }) => (ms === undefined ? [] : [ms])).sort((a, b) => a - b);
      return [
        {
          kind,
          times: costs.length,
          median: at(times, 0.5),
          p95: at(times, 0.95),
          worst: at(times, 1),
          silent: costs.length - times.length,
        },
      ];
    });
  }

  get #broken(): readonly RunRecord[] {
    return this.#runs.filter(({ broke }) => broke.length > 0);
  }

  #total(what: (typeof COUNTED)[number]): number {
    return this.#runs.reduce((sum, { counts }) => sum + counts[what], 0);
  }

  table(): string {
    const rows = this.costs.map(({ kind, times, median, p95, worst, silent }) =>
      [
        kind.padEnd(20),
        ...[median, p95, worst].map((ms) => seconds(ms).padStart(8)),
        String(times).padStart(6),
        String(silent).padStart(8),
      ].join(''),
    );
    return ['fault                 median     p95   worst  times  silence', ...rows].join('\n');
  }

  /** Returns the section on the runs in docs/faults.md. */
  markdown(): string {
    const count = (number: number): string => number.toLocaleString('en');
    const [writes, unknown, delivered, gaps] = COUNTED.map((what) => count(this.#total(what)));
    const rows = this.costs.map(({ kind, times, median, p95, worst, silent }) => [
      kind,
      String(times),
      ...[median, p95, worst].map(seconds),
      String(silent),
    ]);
    const held = this.isClean
      ? 'Every rule held in each of them.'
      : `${this.#broken.length} of them broke a rule: ${this.#brokenSeeds()}.`;
    const most = Math.max(1, ...this.#runs.map(({ atOnce }) => atOnce));
    return [
      `${count(this.#runs.length)} runs with new seeds: ${writes} writes, ${unknown} of them with an unknown outcome; ` +
        `${delivered} deliveries, ${gaps} gaps. ${held}${most > 1 ? ` Up to ${most} ran at the same time, which adds to the times below.` : ''}`,
      markdownTable(['fault', 'times', 'median', 'p95', 'worst', 'silence'], rows),
    ].join('\n\n');
  }

  verdict(): string {
    const done = `${this.#runs.length} runs, ${this.#total('writes')} writes, ${this.#total('delivered')} deliveries`;
    if (this.isClean) return `${done}: every rule held`;
    return `${done}: ${this.#broken.length} runs broke a rule: ${this.#brokenSeeds()}`;
  }

  #brokenSeeds(): string {
    return this.#broken.map(({ seed, broke }) => `seed ${seed} (${broke.join(', ')})`).join('; ');
  }
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;

const seconds = (ms: number): string => (Number.isNaN(ms) ? '–' : `${(ms / 1_000).toFixed(1)} s`);
