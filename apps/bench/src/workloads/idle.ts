import { setTimeout as sleep } from 'node:timers/promises';
import { StreamPool } from '../load/stream-pool.ts';
import { cpuOf } from '../measure/cpu.ts';
import { residentOf } from '../measure/memory.ts';
import { settledMemoryOf } from '../servers/settled-memory.ts';
import type { ServerKind, StreamPlace } from '../servers/stream-server.ts';
import type { Bench, Workload } from './workload.ts';

const ORGS = 100;
const STREAMS = 10_000;
/** Open at the first measurement. */
const FIRST = 1_000;
/** Opened and closed before that, a few at a time, so that one-time costs are not counted. */
const CHURN = 1_000;
const CHURN_WAVE = 250;
const SETTLE_MS = 2_000;

/** Memory of idle streams, and the cost of opening them. */
export const idle: Workload = {
  name: 'idle',
  title: `${STREAMS.toLocaleString('en')} idle streams in ${ORGS} orgs`,
  run: async (bench) => {
    for (let round = 0; round < bench.effort.rounds; round += 1) {
      for (const kind of bench.kinds) {
        const why = await kind.absence();
        if (why !== undefined) bench.results.absent('idle', kind.name, why);
        else await measure(bench, kind, round);
      }
    }
  },
};

async function measure({ results, effort, say }: Bench, kind: ServerKind, round: number): Promise<void> {
  say(`${kind.name}: run ${round + 1} of ${effort.rounds}`);
  const places: StreamPlace[] = Array.from({ length: STREAMS }, (_, index) => ({
    org: index % ORGS,
    index: Math.floor(index / ORGS),
  }));
  const server = await kind.start();
  try {
    for (let opened = 0; opened < CHURN; opened += CHURN_WAVE) {
      (await StreamPool.open(server, places.slice(0, CHURN_WAVE))).close();
    }
    const first = await StreamPool.open(server, places.slice(0, FIRST));
    const memory = await settledMemoryOf(server);
    const cpu = cpuOf(server.pids);
    const rest = await StreamPool.open(server, places.slice(FIRST));
    results.add('idle', kind.name, 'opening a stream', 'us', (cpuOf(server.pids) - cpu) / rest.size);
    await sleep(SETTLE_MS);
    const uncollected = (residentOf(server.pids) - memory) / rest.size;
    results.add('idle', kind.name, 'memory of a stream', 'KiB', ((await settledMemoryOf(server)) - memory) / rest.size);
    results.add('idle', kind.name, 'with garbage of opening it', 'KiB', uncollected);
    if (first.lost + rest.lost > 0) throw new Error(`${kind.name}: ${first.lost + rest.lost} idle streams were cut`);
    first.close();
    rest.close();
  } finally {
    await server.stop();
  }
}
