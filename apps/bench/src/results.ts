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

/** The saved results of a run. */
export interface MeasuredBefore {
  readonly figures: readonly Figure[];
  readonly absences: readonly Absence[];
  readonly remarks: readonly string[];
}

/** Collects the workloads’ results. */
export class Results {
  readonly figures: Figure[] = [];
  readonly absences: Absence[] = [];
  /** Notes for readers of the report, such as how events were published. */
  readonly remarks: string[] = [];
  /** Where requests spend their time, as a table, when profiled. */
  parts: readonly (readonly string[])[] | undefined;

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

  /** Adds the workloads of an earlier run that this run did not measure. */
  adopt({ figures, absences, remarks }: MeasuredBefore): void {
    const here = new Set([...this.figures, ...this.absences].map(({ workload }) => workload));
    this.figures.push(...figures.filter(({ workload }) => !here.has(workload)));
    this.absences.push(...absences.filter(({ workload }) => !here.has(workload)));
    for (const remark of remarks) this.remark(remark);
  }

  #find(workload: string, server: string, metric: string): Figure | undefined {
    return this.figures.find(
      (figure) => figure.workload === workload && figure.server === server && figure.metric === metric,
    );
  }
}
