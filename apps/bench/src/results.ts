import type { Machine } from './measure/machine.ts';
import { median } from './measure/statistics.ts';

/** All runs of one metric of one server under one workload. */
export interface Figure {
  readonly workload: string;
  readonly server: string;
  readonly metric: string;
  readonly unit: string;
  readonly runs: number[];
}

/** Why there is no figure. */
export interface Absence {
  readonly workload: string;
  readonly server: string;
  readonly why: string;
}

/** What was measured, as it is saved. */
export interface Measured {
  readonly figures: readonly Figure[];
  readonly absences: readonly Absence[];
  readonly remarks: readonly string[];
}

/** When and where a run of the benchmark took place. */
export interface Run {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly machine: Machine;
}

/** A section of the report. All that it has comes from one run, because figures of two runs are not comparable. */
export interface MeasuredSection extends Measured {
  /** Name of the workload. */
  readonly name: string;
  readonly run: Run;
}

/** Returns the sections in the order of their `names`: as measured `now`, else as they were `before`. */
export function renewed(
  names: readonly string[],
  before: readonly MeasuredSection[],
  now: readonly MeasuredSection[],
): MeasuredSection[] {
  const byName = new Map([...before, ...now].map((section) => [section.name, section]));
  return names.flatMap((name) => byName.get(name) ?? []);
}

/** Collects the workloads’ results. */
export class Results {
  readonly figures: Figure[] = [];
  readonly absences: Absence[] = [];
  /** Notes for readers of the report, such as how events were published. */
  readonly remarks: string[] = [];
  /** Where requests spend their time, as a table, when profiled. */
  parts: readonly (readonly string[])[] | undefined;

  /** @param measured what to begin with. @default nothing */
  constructor(measured: readonly Measured[] = []) {
    this.figures.push(...measured.flatMap(({ figures }) => figures));
    this.absences.push(...measured.flatMap(({ absences }) => absences));
    for (const remark of measured.flatMap(({ remarks }) => remarks)) this.remark(remark);
  }

  add(workload: string, server: string, metric: string, unit: string, value: number): void {
    const known = this.#find(workload, server, metric);
    if (known) known.runs.push(value);
    else this.figures.push({ workload, server, metric, unit, runs: [value] });
  }

  /** The first reason wins. */
  absent(workload: string, server: string, why: string): void {
    if (!this.absences.some((known) => known.workload === workload && known.server === server)) {
      this.absences.push({ workload, server, why });
    }
  }

  remark(text: string): void {
    if (!this.remarks.includes(text)) this.remarks.push(text);
  }

  /** Median over the runs; undefined when not measured. */
  value(workload: string, server: string, metric: string): number | undefined {
    const figure = this.#find(workload, server, metric);
    return figure && median(figure.runs);
  }

  /** Largest run; undefined when not measured. */
  worst(workload: string, server: string, metric: string): number | undefined {
    const figure = this.#find(workload, server, metric);
    return figure && Math.max(...figure.runs);
  }

  /** Returns everything collected as the section of one workload. */
  section(name: string, run: Run): MeasuredSection {
    const { figures, absences, remarks } = this;
    return { name, run, figures, absences, remarks };
  }

  #find(workload: string, server: string, metric: string): Figure | undefined {
    return this.figures.find(
      (figure) => figure.workload === workload && figure.server === server && figure.metric === metric,
    );
  }
}
