import { median } from './measure/statistics.ts';

/** What was measured of one server under one workload, over all runs. */
export interface Figure {
  readonly workload: string;
  readonly server: string;
  readonly metric: string;
  readonly unit: string;
  readonly runs: number[];
}

/** Why something has no figure. */
export interface Absence {
  readonly workload: string;
  readonly server: string;
  readonly why: string;
}

/** What a run has written down. */
export interface MeasuredBefore {
  readonly figures: readonly Figure[];
  readonly absences: readonly Absence[];
  readonly remarks: readonly string[];
}

/** Collects what workloads measure. */
export class Results {
  readonly figures: Figure[] = [];
  readonly absences: Absence[] = [];
  /** What a reader of the report has to know, such as how events were published. */
  readonly remarks: string[] = [];
  /** Where the time of requests goes, as a table, when that was looked into. */
  parts: readonly (readonly string[])[] | undefined;

  add(workload: string, server: string, metric: string, unit: string, value: number): void {
    const known = this.#find(workload, server, metric);
    if (known) known.runs.push(value);
    else this.figures.push({ workload, server, metric, unit, runs: [value] });
  }

  /** The first reason counts. */
  absent(workload: string, server: string, why: string): void {
    if (!this.absences.some((known) => known.workload === workload && known.server === server)) {
      this.absences.push({ workload, server, why });
    }
  }

  remark(text: string): void {
    if (!this.remarks.includes(text)) this.remarks.push(text);
  }

  /** The median over the runs; undefined when it was not measured. */
  value(workload: string, server: string, metric: string): number | undefined {
    const figure = this.#find(workload, server, metric);
    return figure && median(figure.runs);
  }

  /** The largest of the runs; undefined when it was not measured. */
  worst(workload: string, server: string, metric: string): number | undefined {
    const figure = this.#find(workload, server, metric);
    return figure && Math.max(...figure.runs);
  }

  /** Takes over the workloads that were measured before and not now. */
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
