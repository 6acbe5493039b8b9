import { ArrivalLog } from '../load/arrival-log.ts';
import { atRate } from '../load/pace.ts';
import { StreamPool } from '../load/stream-pool.ts';
import { cpuOf } from '../measure/cpu.ts';
import { percentile } from '../measure/statistics.ts';
import { until } from '../measure/until.ts';
import { startOnCopy } from '../servers/bellhop/bellhop-kind.ts';
import { BELLHOP } from '../servers/bellhop/bellhop.ts';
import type { Workload } from './workload.ts';

const ORGS = 100;
const STREAMS = 10;
const EVENTS_PER_SECOND = 1_000;
const BATCH = 10;
/** What single commands leave of a core. */
const COMMANDS_PER_SECOND = 60;
const SECONDS = 5;
const CATCH_UP_MS = 30_000;
/** Until then V8 is still compiling the embedded database, on the server's one core. What it costs stands in a row of its own. */
const WARM_UP_ROUNDS = 3;

/**
 * Time from an event’s own timestamp to its arrival. The timestamp precedes the commit, so this is slightly more than
 * commit to browser. One stream of each org is measured; both ends use the same clock, in whole milliseconds.
 */
export const latency: Workload = {
  name: 'latency',
  title: `${EVENTS_PER_SECOND.toLocaleString('en')} events a second to ${ORGS} orgs of ${STREAMS} streams`,
  run: async ({ database, effort, results, say }) => {
    const server = await startOnCopy(database);
    try {
      const { batches } = server.publishing;
      const batch = batches ? BATCH : 1;
      const perSecond = batches ? EVENTS_PER_SECOND / BATCH : COMMANDS_PER_SECOND;
      if (!batches) {
        results.remark(
          `Latency was measured at ${COMMANDS_PER_SECOND} events a second (${server.publishing.how}), not ${EVENTS_PER_SECOND}.`,
        );
      }
      say(`open ${ORGS * STREAMS} streams`);
      const logs = Array.from({ length: ORGS }, () => new ArrivalLog());
      const places = Array.from({ length: ORGS * STREAMS }, (_, place) => ({
        org: place % ORGS,
        index: Math.floor(place / ORGS),
      }));
      const pool = await StreamPool.open(server, places, (index) => {
        const log = logs[index];
        return log && ((piece) => log.add(piece));
      });
      const publications = Math.ceil(perSecond * SECONDS * effort.scale);
      for (let round = -WARM_UP_ROUNDS; round < effort.rounds; round += 1) {
        say(round < 0 ? 'warm up' : `run ${round + 1} of ${effort.rounds}`);
        const received = pool.received;
        for (const log of logs) log.delays.length = 0;
        const begun = performance.now();
        const cpu = cpuOf(server.pids);
        await atRate(perSecond, publications, (index) => server.publish(index % ORGS, batch));
        const due = publications * batch * STREAMS;
        await until(
          () => pool.received - received >= due,
          CATCH_UP_MS,
          () => 'every event on every stream',
        );
        const seconds = (performance.now() - begun) / 1000;
        const delays = logs.flatMap((log) => log.delays);
        if (round === -WARM_UP_ROUNDS) {
          results.add('latency', BELLHOP, '99th percentile in the first seconds', 'ms', percentile(delays, 0.99));
        }
        if (round < 0) continue;
        results.add('latency', BELLHOP, 'median', 'ms', percentile(delays, 0.5));
        results.add('latency', BELLHOP, '99th percentile', 'ms', percentile(delays, 0.99));
        results.add('latency', BELLHOP, 'longest', 'ms', percentile(delays, 1));
        results.add('latency', BELLHOP, 'events a second', '1/s', (publications * batch) / seconds);
        results.add('latency', BELLHOP, 'server', '% of its core', (cpuOf(server.pids) - cpu) / seconds / 10_000);
      }
      pool.close();
    } finally {
      await server.stop();
    }
  },
};
