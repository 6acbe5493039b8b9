import { median } from '../measure/statistics.ts';
import type { Results } from '../results.ts';
import { BELLHOP } from '../servers/bellhop/bellhop.ts';
import * as change from './change-metrics.ts';
import { type Bar, barPlot } from './svg-bars.ts';

interface Plot {
  readonly file: string;
  readonly title: string;
  readonly unit: string;
  readonly workload: string;
  readonly metric: string;
  /** Highlighted servers. @default Bellhop */
  readonly own?: readonly string[];
  readonly aim?: { readonly value: number; readonly label: string };
}

/** Plots in docs/performance.md, each comparing servers under one workload. */
export const PLOTS: readonly Plot[] = [
  {
    file: 'change.svg',
    title: 'POST /tasks, committed and delivered to 5 streams',
    unit: 'µs of the server’s CPU',
    workload: change.CHANGE,
    metric: change.POST_TASK,
    own: [change.ON_POSTGRES, change.EMBEDDED],
  },
  {
    file: 'list.svg',
    title: 'GET /tasks?limit=50',
    unit: 'µs of the server’s CPU',
    workload: change.CHANGE,
    metric: change.LIST_50,
    own: [change.ON_POSTGRES],
  },
  {
    file: 'fan-out.svg',
    title: 'CPU per delivery, 1,000 streams in one org',
    unit: 'µs of the server',
    workload: 'fanout',
    metric: 'delivery',
  },
  {
    file: 'small-orgs.svg',
    title: 'CPU per delivery, 10 streams in each of 100 orgs',
    unit: 'µs of the server',
    workload: 'orgs',
    metric: 'delivery',
  },
  {
    file: 'burst.svg',
    title: 'CPU per delivery, bursts of 50 events to 1,000 streams',
    unit: 'µs of the server',
    workload: 'burst',
    metric: 'delivery',
    aim: { value: 1.5, label: 'aim: 1.5' },
  },
  {
    file: 'idle-memory.svg',
    title: 'Memory of an idle stream, 10,000 streams',
    unit: 'KiB, resident',
    workload: 'idle',
    metric: 'memory of a stream',
    aim: { value: 10, label: 'aim: 10' },
  },
];

/** @returns undefined without figures */
export function draw(
  { title, unit, workload, metric, own = [BELLHOP], aim }: Plot,
  results: Results,
): string | undefined {
  const bars = results.figures
    .filter((figure) => figure.workload === workload && figure.metric === metric)
    .map(({ server, runs }): Bar => ({ label: server, value: median(runs), isOwn: own.includes(server) }));
  return bars.length > 0 ? barPlot({ title, unit, bars, aim }) : undefined;
}
