import { setTimeout as sleep } from 'node:timers/promises';
import { atRate } from '../load/pace.ts';
import { StreamPool } from '../load/stream-pool.ts';
import { cpuOf } from '../measure/cpu.ts';
import { residentOf } from '../measure/memory.ts';
import { BenchDatabase } from '../servers/bellhop/bench-database.ts';
import { BELLHOP, startBellhop } from '../servers/bellhop/bellhop.ts';
import type { StreamServer } from '../servers/stream-server.ts';
import type { Bench, Workload } from './workload.ts';

const KNOWN = 1_000_000;
const ACTIVE = 20_000;
const FEW = 20;
/** Concurrent streams: a process cannot open as many files as there are active orgs. */
const OPEN = 10_000;
const SETTLE_MS = 5_000;
const PUBLICATIONS = 100;
const PER_SECOND = 30;

/**
 * A server on a database with very many orgs, a part of them active: with streams now, or within the two minutes that
 * an org stays in memory. Publishing is compared with a server that has few orgs.
 */
export const manyOrgs: Workload = {
  name: 'many-orgs',
  title: `${KNOWN.toLocaleString('en')} known orgs, ${ACTIVE.toLocaleString('en')} of them active`,
  run: async (bench) => {
    const active = Math.ceil(ACTIVE * bench.effort.scale ** 2);
    const known = Math.ceil(KNOWN * bench.effort.scale ** 2);
    if (active < ACTIVE) {
      bench.results.remark(
        `A quick run looks at ${known.toLocaleString('en')} known and ${active.toLocaleString('en')} active orgs.`,
      );
    }
    await measure(bench, 'few orgs', FEW, 0);
    await measure(bench, 'many orgs', active, known - active);
  },
};

async function measure({ effort, results, say }: Bench, name: string, active: number, quiet: number): Promise<void> {
  say(`${name}: prepare the database`);
  const database = await BenchDatabase.make(
    Array.from({ length: active }, () => 1),
    quiet,
  );
  try {
    const server = await startBellhop(database);
    try {
      await sleep(SETTLE_MS);
      const before = residentOf(server.pids);
      say(`${name}: open streams`);
      let pool: StreamPool | undefined;
      // The last ones are those of org 0 and its neighbours, which stay open.
      for (let from = active; from > 0; from -= OPEN) {
        pool?.close();
        const places = Array.from({ length: Math.min(OPEN, from) }, (_, place) => ({
          org: Math.max(0, from - OPEN) + place,
          index: 0,
        }));
        pool = await StreamPool.open(server, places);
      }
      await sleep(SETTLE_MS);
      results.add('many-orgs', BELLHOP, `${name}: memory of the server`, 'MiB', residentOf(server.pids) / 1024);
      results.add(
        'many-orgs',
        BELLHOP,
        `${name}: memory that opening them added`,
        'MiB',
        (residentOf(server.pids) - before) / 1024,
      );
      for (let round = -1; round < effort.rounds; round += 1) {
        const publications = Math.ceil(PUBLICATIONS * effort.scale);
        const seconds = publications / PER_SECOND;
        const idle = await spentIn(server, () => sleep(seconds * 1000));
        const busy = await spentIn(server, () => atRate(PER_SECOND, publications, () => server.publish(0, 1)));
        if (round < 0) continue;
        results.add('many-orgs', BELLHOP, `${name}: publishing`, 'us per event', (busy - idle) / publications);
        results.add(
          'many-orgs',
          BELLHOP,
          `${name}: server when nothing happens`,
          '% of its core',
          idle / seconds / 10_000,
        );
      }
      pool?.close();
    } finally {
      await server.stop();
    }
  } finally {
    database.remove();
  }
}

async function spentIn(server: StreamServer, work: () => Promise<unknown>): Promise<number> {
  const before = cpuOf(server.pids);
  await work();
  return cpuOf(server.pids) - before;
}
