import { LeanClient } from '../../load/lean-client.ts';
import { inParallel, inTotal } from '../../load/pace.ts';
import { CpuMeter } from '../../measure/cpu-meter.ts';
import { cpuOf } from '../../measure/cpu.ts';
import { LoadShare } from '../../measure/load-share.ts';
import { CHANGE, eventsOf, requestsOf } from '../../report/change-metrics.ts';
import type { Bench } from '../workload.ts';

/** Connections of a closed loop, which is the number of concurrent requests. */
const WIDTH = 8;
/** Before a server’s first run of a row: a third of a cold request is V8 compiling, mostly in its other threads. */
const WARM_UP_MS = 6_000;
const QUICK_WARM_UP_MS = 2_000;
const SLICE_MS = 2_000;
const SLICES = 5;
/** Alternating short slices are more reliable than one long slice on a shared machine. */
const QUICK_SLICES = 3;
const QUICK_SLICE_MS = 750;

/** One server that repeats one kind of request. */
export interface Contender {
  /** Column in the report. */
  readonly server: string;
  readonly port: number;
  readonly pids: readonly number[];
  /** Returns the request of each turn. */
  readonly request: (turn: number) => Buffer;
  /** The expected status. */
  readonly status: number;
  /**
   * Called before the first request; returns a function that waits until everything raised by a number of requests has
   * arrived.
   */
  readonly watch?: () => (requests: number) => Promise<void>;
  /** The database’s processes, if any; their CPU time is reported too. */
  readonly databasePids?: () => readonly number[];
}

/** A row of the report: one kind of request to each server that supports it. */
export interface Row {
  /** Name for `--rows` and `--profile`. */
  readonly name: string;
  /** Name of its figures in the report. */
  readonly title: string;
  readonly contenders: readonly Contender[];
  /** Runs once before. */
  readonly prepare?: () => Promise<void>;
  /** Also report requests per second and the load generator’s usage. @default false */
  readonly throughput?: boolean;
  /** Events per request, where they are counted. */
  readonly events?: number;
}

interface Measured {
  readonly requests: number;
  /** Server CPU in microseconds per request. */
  readonly cpu: number;
  /** Database CPU in microseconds per request. */
  readonly databaseCpu: number;
  readonly perSecond: number;
  /** Usage of the load generator’s core, 0 to 1. */
  readonly load: number;
}

/** Measures the servers of a row in turn, several times. */
export async function measureRow({ results, effort, say }: Bench, row: Row): Promise<void> {
  const isQuick = effort.rounds === 1;
  const rounds = isQuick ? QUICK_SLICES : SLICES;
  say(`${row.title}: prepare`);
  await row.prepare?.();
  for (const contender of row.contenders) {
    say(`${row.title}, ${contender.server}: warm-up`);
    await ask(contender, { ms: isQuick ? QUICK_WARM_UP_MS : WARM_UP_MS });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of row.contenders) {
      say(`${row.title}, ${contender.server}: run ${round + 1} of ${rounds}`);
      const run = await ask(contender, { ms: isQuick ? QUICK_SLICE_MS : SLICE_MS });
      const add = (metric: string, unit: string, value: number): void =>
        results.add(CHANGE, contender.server, metric, unit, value);
      add(row.title, 'us', run.cpu);
      if (row.events !== undefined) add(eventsOf(row.title), '1/s', run.perSecond * row.events);
      if (!row.throughput) continue;
      add(requestsOf(row.title), '1/s', run.perSecond);
      if (contender.databasePids) add(`${row.title}: PostgreSQL`, 'us', run.databaseCpu);
      add(`${row.title}: load generator`, '% of its core', run.load * 100);
    }
  }
}

/** Duration or number of requests. */
type Amount = { readonly ms: number } | { readonly requests: number };

/** Sends requests one after the other on each of several connections, then waits until their events have arrived. */
export async function ask(contender: Contender, amount: Amount): Promise<Measured> {
  const { server, port, pids, request, status, watch, databasePids = () => [] } = contender;
  const client = await LeanClient.open(port, WIDTH);
  const one = async (turn: number): Promise<void> => {
    const answer = await client.send(request(turn));
    if (answer !== status) throw new Error(`${server} answered ${answer}, not ${status}`);
  };
  try {
    const arrived = watch?.();
    const database = new CpuMeter(databasePids);
    const share = new LoadShare();
    const before = cpuOf(pids);
    const begun = performance.now();
    const requests = await ('ms' in amount ? inParallel(WIDTH, amount.ms, one) : inTotal(WIDTH, amount.requests, one));
    const seconds = (performance.now() - begun) / 1000;
    const load = share.read();
    await arrived?.(requests);
    const cpu = (cpuOf(pids) - before) / requests;
    return { requests, cpu, databaseCpu: database.read() / requests, perSecond: requests / seconds, load };
  } finally {
    client.close();
  }
}
