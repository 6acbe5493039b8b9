import { setTimeout as sleep } from 'node:timers/promises';
import { atRate } from '../load/pace.ts';
import { StreamPool } from '../load/stream-pool.ts';
import { cpuOf } from '../measure/cpu.ts';
import { LoadShare } from '../measure/load-share.ts';
import { until } from '../measure/until.ts';
import { isBellhop } from '../servers/bellhop/bellhop-kind.ts';
import type { StreamPlace, StreamServer } from '../servers/stream-server.ts';
import { RunningServers } from './running-servers.ts';
import type { Bench } from './workload.ts';

export interface DeliveryPlan {
  readonly workload: string;
  readonly places: readonly StreamPlace[];
  /** Events go to these orgs in turn. */
  readonly orgs: readonly number[];
  /** Orgs without streams. */
  readonly quietOrgs: readonly number[];
  /** Events per publication. @default 1 */
  readonly batch?: number;
  /** Publications per second. */
  readonly perSecond: number;
  /** Publications per run to orgs with streams, and the same number to orgs without. */
  readonly publications: number;
  /** Number of runs for the median, unless the whole benchmark does one. @default the benchmark’s */
  readonly rounds?: number;
  /** Measure once more at half the rate, which must not change a figure. @default false */
  readonly alsoAtHalfRate?: boolean;
}

/** Alternating parts of a run, with and without streams, so that both see the same server. */
const SLICES = 5;
/** Share of a run’s publications, after which background compilation has ended. */
const WARM_UP_SHARE = 1.5;
const CATCH_UP_MS = 30_000;
const SETTLE_MS = 1_000;

/**
 * Measures the server’s CPU time per delivery. Publishing costs CPU too, and one request causes many deliveries in one
 * workload and few in another. So the same number of events is published to orgs without streams in alternation, and
 * their cost is subtracted. This is the same for every server.
 */
export async function measureDelivery(bench: Bench, plan: DeliveryPlan): Promise<void> {
  const runningServers = await RunningServers.start(bench, plan.workload);
  try {
    const pools = new Map<StreamServer, StreamPool>();
    for (const server of runningServers.servers) {
      bench.say(`${server.name}: open ${plan.places.length} streams`);
      const pool = await StreamPool.open(server, plan.places);
      pools.set(server, pool);
      await sleep(SETTLE_MS);
      const publications = Math.ceil(plan.publications * WARM_UP_SHARE);
      await deliver(server, pool, plan, plan.orgs, plan.perSecond, publications);
      await deliver(server, undefined, plan, plan.quietOrgs, plan.perSecond, publications);
    }
    const rounds = bench.effort.rounds === 1 ? 1 : (plan.rounds ?? bench.effort.rounds);
    for (let round = 0; round < rounds; round += 1) {
      for (const [server, pool] of pools) {
        bench.say(`${server.name}: run ${round + 1} of ${rounds}`);
        record(bench, plan, server, await runOnce(server, pool, plan, plan.perSecond));
      }
    }
    if (plan.alsoAtHalfRate) {
      for (const [server, pool] of pools) {
        bench.say(`${server.name}: half the rate`);
        const run = await runOnce(server, pool, plan, plan.perSecond / 2);
        bench.results.add(plan.workload, server.name, 'delivery at half the rate', 'us', perDelivery(run));
      }
    }
    for (const pool of pools.values()) pool.close();
  } finally {
    await runningServers.stop();
  }
}

interface Run {
  /** Server CPU in microseconds for publishing and delivering. */
  readonly cpu: number;
  /** The same for publishing to orgs without streams. */
  readonly publishing: number;
  readonly received: number;
  readonly bytes: number;
  /** Usage of the load generator’s core while delivering, 0 to 1. */
  readonly load: number;
}

const perDelivery = ({ cpu, publishing, received }: Run): number => (cpu - publishing) / received;

async function runOnce(server: StreamServer, pool: StreamPool, plan: DeliveryPlan, perSecond: number): Promise<Run> {
  const publications = Math.ceil(plan.publications / SLICES);
  // Collect the garbage of warming up and opening streams before the run, not during it. A collection also drops
  // compiled code, which Node recreates with the first events.
  await server.forceGc();
  await deliver(server, pool, plan, plan.orgs, perSecond, publications);
  await deliver(server, undefined, plan, plan.quietOrgs, perSecond, publications);
  const received = pool.received;
  const bytes = pool.bytes;
  let cpu = 0;
  let publishing = 0;
  let load = 0;
  for (let slice = 0; slice < SLICES; slice += 1) {
    const share = new LoadShare();
    cpu += await deliver(server, pool, plan, plan.orgs, perSecond, publications);
    load += share.read() / SLICES;
    publishing += await deliver(server, undefined, plan, plan.quietOrgs, perSecond, publications);
  }
  return { cpu, publishing, received: pool.received - received, bytes: pool.bytes - bytes, load };
}

/** @returns the server’s CPU time in microseconds until every stream has every event */
async function deliver(
  server: StreamServer,
  pool: StreamPool | undefined,
  { places, batch = 1 }: DeliveryPlan,
  orgs: readonly number[],
  perSecond: number,
  publications: number,
): Promise<number> {
  const before = pool?.counts ?? [];
  const due = dueIn(places, orgs, publications, batch);
  const cpu = cpuOf(server.pids);
  await atRate(perSecond, publications, (index) => server.publish(orgs[index % orgs.length] ?? 0, batch));
  if (pool) {
    await until(
      () => pool.streams.every((stream, index) => stream.events - (before[index] ?? 0) >= (due[index] ?? 0)),
      CATCH_UP_MS,
      () => `${server.name}: every event on every stream (${pool.lost} streams lost)`,
    );
  }
  return cpuOf(server.pids) - cpu;
}

/** Number of events that each stream should get. */
function dueIn(places: readonly StreamPlace[], orgs: readonly number[], publications: number, batch: number): number[] {
  const turns = new Map(
    orgs.map((org, place) => [
      org,
      Math.floor(publications / orgs.length) + (place < publications % orgs.length ? 1 : 0),
    ]),
  );
  return places.map(({ org }) => (turns.get(org) ?? 0) * batch);
}

function record(
  { results }: Bench,
  { workload, batch = 1, publications }: DeliveryPlan,
  server: StreamServer,
  run: Run,
): void {
  const add = (metric: string, unit: string, value: number): void =>
    results.add(workload, server.name, metric, unit, value);
  add('delivery', 'us', perDelivery(run));
  add('delivery with publishing', 'us', run.cpu / run.received);
  add('publishing', 'us per event', run.publishing / (Math.ceil(publications / SLICES) * SLICES * batch));
  add('bytes on the wire', 'B', run.bytes / run.received);
  add('load generator', '% of its core', run.load * 100);
  if (isBellhop(server)) results.remark(`Events of “${server.name}” in \`${workload}\`: ${server.publishing.how}.`);
}
