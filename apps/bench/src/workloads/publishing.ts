import { atRate, inParallel } from '../load/pace.ts';
import { StreamPool } from '../load/stream-pool.ts';
import { cpuOf } from '../measure/cpu.ts';
import { percentile } from '../measure/statistics.ts';
import { until } from '../measure/until.ts';
import type { Results } from '../results.ts';
import { BELLHOP, type BellhopServer, startBellhop } from '../servers/bellhop/bellhop.ts';
import { DomainWrite, type Publishing } from '../servers/bellhop/publishing.ts';
import type { SignedInTenant } from '../servers/bellhop/tenants.ts';
import type { Workload } from './workload.ts';

const ORGS = 10;
const WIDTH = 8;
const CLOSED_LOOP_MS = 4_000;
const SINGLE_EVENTS = 200;
const BATCH = 100;
const HAND_OVER_LIMIT_MS = 5_000;

/** Cost of an event before delivery: the transaction, the way to the first stream, its space in the log. */
export const publishing: Workload = {
  name: 'publishing',
  title: 'publishing through the database (PGlite)',
  run: async ({ database, effort, results, say }) => {
    const copy = database.copy();
    const server = await startBellhop(copy);
    const tenants = server.tenants.slice(0, ORGS);
    try {
      const ways: Publishing[] = [new DomainWrite(server.client)];
      if (server.publishing.batches) ways.push(server.publishing);
      for (const way of ways) {
        await throughput(server, way, tenants, 1, () => undefined, CLOSED_LOOP_MS / 2);
        for (let round = 0; round < effort.rounds; round += 1) {
          say(`${way.how}: run ${round + 1} of ${effort.rounds}`);
          await throughput(server, way, tenants, 1, adder(results, way.how), CLOSED_LOOP_MS * effort.scale);
          if (way.batches) {
            await throughput(
              server,
              way,
              tenants,
              BATCH,
              adder(results, `${way.how}, ${BATCH} a request`),
              CLOSED_LOOP_MS * effort.scale,
            );
          }
          await handOver(server, way, tenants, adder(results, way.how), Math.ceil(SINGLE_EVENTS * effort.scale));
        }
      }
      await server.stop();
      const { events, bytes } = await copy.weighLog();
      results.add('publishing', BELLHOP, 'an event in the log, indexes included', 'B', bytes / events);
    } finally {
      await server.stop();
      copy.remove();
    }
  },
};

type Add = (metric: string, unit: string, value: number) => void;

const adder =
  (results: Results, how: string): Add =>
  (metric, unit, value) =>
    results.add('publishing', BELLHOP, `${how}: ${metric}`, unit, value);

async function throughput(
  server: BellhopServer,
  way: Publishing,
  tenants: readonly SignedInTenant[],
  batch: number,
  add: Add,
  durationMs: number,
): Promise<void> {
  const cpu = cpuOf(server.pids);
  const begun = performance.now();
  const commits = await inParallel(WIDTH, durationMs, async (index) => {
    const tenant = tenants[index % tenants.length];
    if (tenant) await way.publish(tenant, batch);
  });
  const seconds = (performance.now() - begun) / 1000;
  add('commits', '1/s', commits / seconds);
  add('events', '1/s', (commits * batch) / seconds);
  add('server CPU of a commit', 'us', (cpuOf(server.pids) - cpu) / commits);
}

/** Sends single events and measures the time from request to arrival on a stream. */
async function handOver(
  server: BellhopServer,
  way: Publishing,
  tenants: readonly SignedInTenant[],
  add: Add,
  events: number,
): Promise<void> {
  const [tenant] = tenants;
  if (!tenant) return;
  const delays: number[] = [];
  let arrived: () => void = () => undefined;
  const pool = await StreamPool.open(server, [{ org: 0, index: 0 }], () => () => arrived());
  await atRate(50, 5, () => way.publish(tenant, 1));
  await until(
    () => pool.received >= 5,
    HAND_OVER_LIMIT_MS,
    () => 'the first events',
  );
  for (let event = 0; event < events; event += 1) {
    const before = pool.received;
    const sent = performance.now();
    const arrival = new Promise<number>((resolve) => {
      arrived = () => pool.received > before && resolve(performance.now());
    });
    const [at] = await Promise.all([arrival, way.publish(tenant, 1)]);
    delays.push(at - sent);
  }
  pool.close();
  add('publish to handover, median', 'ms', percentile(delays, 0.5));
  add('publish to handover, 99th percentile', 'ms', percentile(delays, 0.99));
}
