import type { ViolationKind } from './violation.ts';
import { markdownTable } from './markdown-table.ts';
import type { RunResult } from './run.ts';
import { FAULT_KINDS, type FaultKind, type Schedule } from './schedule.ts';

/** What a kind of fault cost over all runs, in milliseconds. */
export interface Cost {
  readonly kind: FaultKind;
  readonly times: number;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  /** How often a reader was told nothing within the bound. */
  readonly silent: number;
}

/** Adds up runs. */
export class Summary {
  readonly #costs = new Map<FaultKind, number[]>();
  readonly #silent = new Map<FaultKind, number>();
  readonly #broken: { readonly seed: number; readonly kinds: readonly (ViolationKind | 'failed')[] }[] = [];
  readonly #counts = { runs: 0, writes: 0, unknown: 0, delivered: 0, gaps: 0, crashes: 0 };

  add({ seed }: Schedule, { costs, counts, violations, crashes }: RunResult): void {
    this.#counts.runs += 1;
    for (const key of ['writes', 'unknown', 'delivered', 'gaps'] as const) this.#counts[key] += counts[key];
    this.#counts.crashes += crashes.length;
    for (const { kind, ms } of costs) {
      if (ms === undefined) this.#silent.set(kind, (this.#silent.get(kind) ?? 0) + 1);
      else this.#costs.set(kind, [...(this.#costs.get(kind) ?? []), ms]);
    }
    if (violations.length > 0) this.#broken.push({ seed, kinds: [...new Set(violations.map(({ kind }) => kind))] });
  }

  /** The run of a seed could not be run to its end. */
  addBroken(seed: number): void {
    this.#counts.runs += 1;
    this.#broken.push({ seed, kinds: ['failed'] });
  }

  get isClean(): boolean {
    return this.#broken.length === 0;
  }

  get costs(): readonly Cost[] {
    return FAULT_KINDS.flatMap((kind) => {
      const times = [...(this.#costs.get(kind) ?? [])].sort((a, b) => a - b);
      const silent = this.#silent.get(kind) ?? 0;
      if (times.length + silent === 0) return [];
      return [
        {
          kind,
          times: times.length + silent,
          median: at(times, 0.5),
          p95: at(times, 0.95),
          worst: at(times, 1),
          silent,
        },
      ];
    });
  }

  get results(): object {
    return { ...this.#counts, costs: this.costs, broken: this.#broken };
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

  /** What docs/faults.md says of the runs. */
  markdown(): string {
    const { runs, writes, unknown, delivered, gaps } = this.#counts;
    const count = (number: number): string => number.toLocaleString('en');
    const rows = this.costs.map(({ kind, times, median, p95, worst, silent }) => [
      kind,
      String(times),
      ...[median, p95, worst].map(seconds),
      String(silent),
    ]);
    const held = this.isClean
      ? 'Every rule held in each of them.'
      : `${this.#broken.length} of them broke a rule: ${this.#broken.map(({ seed, kinds }) => `seed ${seed} (${kinds.join(', ')})`).join('; ')}.`;
    return [
      `${count(runs)} runs of new seeds: ${count(writes)} writes, ${count(unknown)} of them with an outcome that nobody was told; ` +
        `${count(delivered)} deliveries, ${count(gaps)} gaps. ${held}`,
      markdownTable(['fault', 'times', 'median', '95 in 100', 'worst', 'silence'], rows),
    ].join('\n\n');
  }

  verdict(): string {
    const { runs, writes, delivered } = this.#counts;
    const done = `${runs} runs, ${writes} writes, ${delivered} deliveries`;
    if (this.isClean) return `${done}: every rule held`;
    const seeds = this.#broken.map(({ seed, kinds }) => `${seed} (${kinds.join(', ')})`);
    return `${done}: ${this.#broken.length} runs broke a rule: seeds ${seeds.join('; ')}`;
  }
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;

const seconds = (ms: number): string => (Number.isNaN(ms) ? '–' : `${(ms / 1_000).toFixed(1)} s`);
