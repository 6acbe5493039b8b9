import { createGunzip } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChunkReader } from '../load/chunked.ts';
import { MarkerCounter } from '../load/marker-counter.ts';
import { atRate } from '../load/pace.ts';
import { StreamPool } from '../load/stream-pool.ts';
import { cpuOf } from '../measure/cpu.ts';
import { until } from '../measure/until.ts';
import { startOnCopy } from '../servers/bellhop/bellhop-kind.ts';
import { BELLHOP } from '../servers/bellhop/bellhop.ts';
import { MARKER } from '../servers/sample-event.ts';
import type { StreamServer } from '../servers/stream-server.ts';
import type { Workload } from './workload.ts';

const STREAMS = 1_000;
const PER_SECOND = 30;
const PUBLICATIONS = 150;
const CATCH_UP_MS = 30_000;
const PLAIN_ORG = 0;
const GZIP_ORG = 1;

/** Compressed and plain streams on one server in two orgs. */
export const compression: Workload = {
  name: 'compression',
  title: `${STREAMS.toLocaleString('en')} compressed streams beside as many plain ones`,
  run: async ({ database, effort, results, say }) => {
    const server = await startOnCopy(database);
    try {
      const publications = Math.ceil(PUBLICATIONS * effort.scale);
      say('open streams');
      const plain = await StreamPool.open(server, placesIn(PLAIN_ORG, false));
      const inflated = new MarkerCounter(MARKER);
      const gzip = await StreamPool.open(server, placesIn(GZIP_ORG, true), (index) =>
        index === 0 ? inflating(inflated) : undefined,
      );
      await sleep(500);
      for (const [org, pool] of [
        [PLAIN_ORG, plain],
        [GZIP_ORG, gzip],
      ] as const)
        await deliver(server, org, pool, publications);
      for (let round = 0; round < effort.rounds; round += 1) {
        say(`run ${round + 1} of ${effort.rounds}`);
        const a = await deliver(server, PLAIN_ORG, plain, publications);
        const before = inflated.count;
        const b = await deliver(server, GZIP_ORG, gzip, publications);
        if (inflated.count - before !== publications) {
          throw new Error(
            `a compressed stream inflates to ${inflated.count - before} events instead of ${publications}`,
          );
        }
        results.add('compression', BELLHOP, 'plain stream', 'us', a.cpu);
        results.add('compression', BELLHOP, 'compressed stream', 'us', b.cpu);
        results.add('compression', BELLHOP, 'compressed over plain', 'x', b.cpu / a.cpu);
        results.add('compression', BELLHOP, 'plain on the wire', 'B', a.bytes);
        results.add('compression', BELLHOP, 'compressed on the wire', 'B', b.bytes);
      }
      plain.close();
      gzip.close();
    } finally {
      await server.stop();
    }
  },
};

const placesIn = (org: number, gzip: boolean) => Array.from({ length: STREAMS }, (_, index) => ({ org, index, gzip }));

/** Reads one compressed stream like a client, to prove that the counted segments on the others are events. */
function inflating(counter: MarkerCounter): (piece: Buffer) => void {
  const chunks = new ChunkReader();
  const gunzip = createGunzip();
  gunzip.on('data', (text: Buffer) => counter.add(text));
  return (piece) => void gunzip.write(chunks.add(piece));
}

/** Per delivery, including publishing, which is the same for both. */
async function deliver(server: StreamServer, org: number, pool: StreamPool, events: number) {
  const counts = pool.counts;
  const bytes = pool.bytes;
  const cpu = cpuOf(server.pids);
  await atRate(PER_SECOND, events, () => server.publish(org, 1));
  await until(
    () => pool.gained(counts, events),
    CATCH_UP_MS,
    () => 'every event on every stream',
  );
  await sleep(50);
  const deliveries = events * pool.size;
  return { cpu: (cpuOf(server.pids) - cpu) / deliveries, bytes: (pool.bytes - bytes) / deliveries };
}
