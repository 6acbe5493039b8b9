import { StreamPool } from '../load/stream-pool.ts';
import { cpuOf } from '../measure/cpu.ts';
import { until } from '../measure/until.ts';
import { BELLHOP, startBellhop } from '../servers/bellhop/bellhop.ts';
import type { BenchDatabase } from '../servers/bellhop/bench-database.ts';
import { headsOf } from './heads.ts';
import { countQueries } from './query-count.ts';
import type { Workload } from './workload.ts';

const ORGS = 50;
const STREAMS = 100;
const MISSED = 20;
const CATCH_UP_MS = 120_000;

/**
 * All streams return at once after a restart, each with its cursor, and events were committed meanwhile: the server’s
 * memory is empty, so everything is read from the log.
 */
export const reconnect: Workload = {
  name: 'reconnect',
  title: `${(ORGS * STREAMS).toLocaleString('en')} streams of ${ORGS} orgs reconnect after a restart, ${MISSED} missed events each`,
  run: async ({ database, effort, results, say }) => {
    for (let round = 0; round < effort.rounds; round += 1) {
      say(`run ${round + 1} of ${effort.rounds}`);
      const copy = database.copy();
      try {
        const { seconds, cpu } = await comeBack(copy, STREAMS);
        results.add('reconnect', BELLHOP, 'until all are caught up', 's', seconds);
        results.add('reconnect', BELLHOP, 'server CPU of a stream', 'us', cpu);
      } finally {
        copy.remove();
      }
    }
    if (effort.rounds === 1) {
      results.absent('queries', BELLHOP, 'a quick run does not count them');
      return;
    }
    say('count queries on PostgreSQL');
    await countQueries(results, comeBack);
  },
};

/** @param streams per org @param orgs number of orgs @param beforeReturn called when the server has restarted */
async function comeBack(
  database: BenchDatabase,
  streams: number,
  orgs = ORGS,
  beforeReturn: () => Promise<void> = async () => undefined,
): Promise<{ seconds: number; cpu: number }> {
  const first = await startBellhop(database);
  const heads = await headsOf(first, orgs);
  await first.stop();
  await database.append(
    database.tenants.slice(0, orgs).map(({ orgId }) => orgId),
    MISSED,
  );
  const server = await startBellhop(database);
  try {
    await beforeReturn();
    const places = Array.from({ length: orgs * streams }, (_, place) => {
      const org = place % orgs;
      return { org, index: Math.floor(place / orgs), cursor: heads[org] ?? '' };
    });
    const cpu = cpuOf(server.pids);
    const begun = performance.now();
    const pool = await StreamPool.open(server, places);
    await until(
      () => pool.gained([], MISSED),
      CATCH_UP_MS,
      () => 'every stream to catch up',
    );
    const seconds = (performance.now() - begun) / 1000;
    const spent = cpuOf(server.pids) - cpu;
    if (pool.received !== places.length * MISSED) throw new Error('a stream got an event twice');
    pool.close();
    return { seconds, cpu: spent / places.length };
  } finally {
    await server.stop();
  }
}
