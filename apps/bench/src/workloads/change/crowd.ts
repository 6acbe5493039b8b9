import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { LeanClient } from '../../load/lean-client.ts';
import { atRate, inParallel } from '../../load/pace.ts';
import { percentile } from '../../measure/statistics.ts';
import { CHANGE, ON_POSTGRES, OTHERS_ALONE, OTHERS_BESIDE, OTHERS_RATIO } from '../../report/change-metrics.ts';
import type { SignedInTenant } from '../../servers/bellhop/tenants.ts';
import type { Bench } from '../workload.ts';
import { postTask } from './asks.ts';
import { COUNTERS, type CrowdWork } from './crowd-writers.ts';
import type { ChangeServers } from './servers.ts';

const WRITERS = 1_000;
/** Over all other orgs: a tenth of the server’s capacity. */
const OTHERS_PER_SECOND = 100;
const OTHERS_CONNECTIONS = 200;
const SLICE_MS = 8_000;
const QUICK_SLICE_MS = 3_000;
const ROUNDS = 3;
/** Compiles the code and loads each org before measuring; otherwise the first slice would be the slowest. */
const WARM_UP_MS = 4_000;
const WARM_UP_WIDTH = 8;
/** Until the crowd’s initial burst has been queued. */
const GATHER_MS = 1_500;

/**
 * Measures whether writers in one org delay the others: slices with and without them alternate. Percentiles are over
 * all slices, because a single one has too few requests for a 99th percentile.
 */
export async function measureCrowd({ results, effort, say }: Bench, servers: ChangeServers): Promise<void> {
  const { server, read, unread } = servers.bellhop;
  const others = [...read, ...unread];
  const isQuick = effort.rounds === 1;
  const slice = (ms = isQuick ? QUICK_SLICE_MS : SLICE_MS) => delaysOf(server.port, others, ms);
  say('other orgs: warm-up');
  await warmUp(server.port, others);
  const alone: number[] = [];
  const beside: number[] = [];
  const coming: number[] = [];
  let writes = 0;
  let refusals = 0;
  let seconds = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    say(`other orgs by themselves: run ${round + 1} of ${ROUNDS}`);
    alone.push(...(await slice()));
    say(`other orgs beside ${WRITERS} writers: run ${round + 1} of ${ROUNDS}`);
    const crowd = await Crowd.gather(server.port, servers.crowded);
    coming.push(Math.max(...(await slice(GATHER_MS))));
    const before = { ...crowd.answers, at: performance.now() };
    beside.push(...(await slice()));
    const { done, refused } = crowd.answers;
    writes += done - before.done;
    refusals += refused - before.refused;
    seconds += (performance.now() - before.at) / 1000;
    await crowd.leave();
  }
  const add = (metric: string, unit: string, value: number): void =>
    results.add(CHANGE, ON_POSTGRES, metric, unit, value);
  add(OTHERS_ALONE, 'ms', percentile(alone, 0.99));
  add(OTHERS_BESIDE, 'ms', percentile(beside, 0.99));
  add(OTHERS_RATIO, 'x', percentile(beside, 0.99) / percentile(alone, 0.99));
  for (const delay of coming) add('longest delay when they come', 'ms', delay);
  add('the 1,000 writers meanwhile', '1/s', writes / seconds);
  add('of them refused', '1/s', refusals / seconds);
}

async function warmUp(port: number, tenants: readonly SignedInTenant[]): Promise<void> {
  const client = await LeanClient.open(port, WARM_UP_WIDTH);
  const requests = tenants.map(postTask.of);
  await inParallel(WARM_UP_WIDTH, WARM_UP_MS, async (turn) => {
    await client.send((requests[turn % requests.length] as (typeof requests)[number])(turn));
  });
  client.close();
}

/** @returns the time from each request to its response, in milliseconds */
async function delaysOf(port: number, tenants: readonly SignedInTenant[], durationMs: number): Promise<number[]> {
  const client = await LeanClient.open(port, OTHERS_CONNECTIONS);
  const requests = tenants.map(postTask.of);
  const delays: number[] = [];
  try {
    await atRate(OTHERS_PER_SECOND, Math.ceil((durationMs * OTHERS_PER_SECOND) / 1000), async (turn) => {
      const begun = performance.now();
      const request = (requests[turn % requests.length] as (typeof requests)[number])(turn);
      const status = await client.send(request);
      if (status !== postTask.status) throw new Error(`another org was answered ${status}`);
      delays.push(performance.now() - begun);
    });
  } finally {
    client.close();
  }
  return delays;
}

/** Writers in one org that send again as soon as they are answered. */
class Crowd {
  readonly #worker: Worker;
  readonly #counters: Int32Array;
  readonly #over: Promise<unknown>;

  private constructor(worker: Worker, counters: Int32Array) {
    this.#worker = worker;
    this.#counters = counters;
    this.#over = once(worker, 'exit');
    this.#over.catch(() => undefined);
  }

  /** Settles when all of them are connected. */
  static async gather(port: number, tenant: SignedInTenant): Promise<Crowd> {
    const request = postTask.of(tenant);
    const counters = new Int32Array(new SharedArrayBuffer(Object.keys(COUNTERS).length * Int32Array.BYTES_PER_ELEMENT));
    const work: CrowdWork = {
      port,
      requests: Array.from({ length: WRITERS }, (_, writer) => request(writer)),
      status: postTask.status,
      counters,
    };
    const worker = new Worker(new URL('./crowd-writers.ts', import.meta.url), { workerData: work });
    const crowd = new Crowd(worker, counters);
    await once(worker, 'message');
    return crowd;
  }

  /** Responses since they started. */
  get answers(): Readonly<Record<keyof typeof COUNTERS, number>> {
    const { done, refused } = COUNTERS;
    return { done: Atomics.load(this.#counters, done), refused: Atomics.load(this.#counters, refused) };
  }

  /** Settles when every last request is answered. */
  async leave(): Promise<void> {
    this.#worker.postMessage('leave');
    await this.#over;
  }
}
