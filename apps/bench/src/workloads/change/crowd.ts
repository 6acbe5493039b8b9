import { setTimeout as sleep } from 'node:timers/promises';
import { LeanClient } from '../../load/lean-client.ts';
import { atRate } from '../../load/pace.ts';
import { percentile } from '../../measure/statistics.ts';
import type { SignedInTenant } from '../../servers/bellhop/tenants.ts';
import type { Bench } from '../workload.ts';
import { postTask } from './asks.ts';
import { CHANGE, ON_POSTGRES, OTHERS_ALONE, OTHERS_BESIDE, OTHERS_RATIO } from './metrics.ts';
import type { ChangeServers } from './servers.ts';

const WRITERS = 1_000;
/** Over all of the other orgs: a tenth of what the server can do. */
const OTHERS_PER_SECOND = 100;
const OTHERS_CONNECTIONS = 200;
const SLICE_MS = 8_000;
const QUICK_SLICE_MS = 3_000;
const ROUNDS = 3;
/** Who is refused comes back after that time. */
const REFUSED_REST_MS = 1_000;
/** Until the crowd stands in line. */
const GATHER_MS = 1_500;

/**
 * Whether those who write in one org make the others wait: slices with them and without take turns. The percentiles are
 * over all slices: one alone has too few requests to tell its hundredth part.
 */
export async function measureCrowd({ results, effort, say }: Bench, servers: ChangeServers): Promise<void> {
  const { server, read, unread } = servers.bellhop;
  const others = [...read, ...unread];
  const isQuick = effort.rounds === 1;
  const slice = () => delaysOf(server.port, others, isQuick ? QUICK_SLICE_MS : SLICE_MS);
  const alone: number[] = [];
  const beside: number[] = [];
  let writes = 0;
  let refusals = 0;
  let seconds = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    say(`other orgs by themselves: run ${round + 1} of ${ROUNDS}`);
    alone.push(...(await slice()));
    say(`other orgs beside ${WRITERS} writers: run ${round + 1} of ${ROUNDS}`);
    const crowd = await Crowd.gather(server.port, servers.crowded);
    await sleep(GATHER_MS);
    const before = { ...crowd.answers, at: performance.now() };
    beside.push(...(await slice()));
    writes += crowd.answers.done - before.done;
    refusals += crowd.answers.refused - before.refused;
    seconds += (performance.now() - before.at) / 1000;
    await crowd.leave();
  }
  const add = (metric: string, unit: string, value: number): void =>
    results.add(CHANGE, ON_POSTGRES, metric, unit, value);
  add(OTHERS_ALONE, 'ms', percentile(alone, 0.99));
  add(OTHERS_BESIDE, 'ms', percentile(beside, 0.99));
  add(OTHERS_RATIO, 'x', percentile(beside, 0.99) / percentile(alone, 0.99));
  add('the 1,000 writers meanwhile', '1/s', writes / seconds);
  add('of them refused', '1/s', refusals / seconds);
}

/** @returns what each request took from when it was due to its answer, in milliseconds */
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

/** Writers who write again as soon as they have an answer. */
class Crowd {
  readonly answers = { done: 0, refused: 0 };
  readonly #client: LeanClient;
  readonly #writing: Promise<unknown>;
  #leaving = false;

  private constructor(client: LeanClient, tenant: SignedInTenant) {
    this.#client = client;
    const request = postTask.of(tenant);
    this.#writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => this.#write(request(writer))));
    this.#writing.catch(() => undefined);
  }

  static async gather(port: number, tenant: SignedInTenant): Promise<Crowd> {
    return new Crowd(await LeanClient.open(port, WRITERS), tenant);
  }

  /** Settles when everyone has the answer to the last request. */
  async leave(): Promise<void> {
    this.#leaving = true;
    await this.#writing;
    this.#client.close();
  }

  async #write(request: Buffer): Promise<void> {
    while (!this.#leaving) {
      const status = await this.#client.send(request);
      if (status === postTask.status) {
        this.answers.done += 1;
        continue;
      }
      this.answers.refused += 1;
      await sleep(REFUSED_REST_MS);
    }
  }
}
