import { setTimeout as sleep } from 'node:timers/promises';
import { StreamPool } from '../../load/stream-pool.ts';
import { cpuOf } from '../../measure/cpu.ts';
import { BARE, CHANGE, CLOSING, ON_POSTGRES, OPENING } from '../../report/change-metrics.ts';
import { STREAMS_PER_USER } from '../../servers/bellhop/tenants.ts';
import type { Bench } from '../workload.ts';
import type { ChangeServers, Side } from './servers.ts';

/** In addition to each user’s permanent stream. */
const MORE_STREAMS = 4;
const ROUNDS = 5;
const QUICK_ROUNDS = 3;
/** As many requests as in the warm-up of other rows, a thousand a round. A third of a cold request is V8 compiling. */
const WARM_UP_ROUNDS = 10;
const QUICK_WARM_UP_ROUNDS = 5;
/** Log lines of ended streams, and first frames under way. */
const SETTLE_MS = 300;
const SHORT_SETTLE_MS = 50;

/** Measures opening streams for orgs and sessions that the server knows, because each has a stream already. */
export async function measureOpening({ results, effort, say }: Bench, { bellhop, bare }: ChangeServers): Promise<void> {
  const isQuick = effort.rounds === 1;
  const rounds = isQuick ? QUICK_ROUNDS : ROUNDS;
  const sides = [
    [ON_POSTGRES, bellhop],
    [BARE, bare],
  ] as const;
  for (const [name, side] of sides) {
    say(`${OPENING}, ${name}: warm-up`);
    const warmUps = isQuick ? QUICK_WARM_UP_ROUNDS : WARM_UP_ROUNDS;
    for (let round = 0; round < warmUps; round += 1) await openAndClose(side, SHORT_SETTLE_MS);
  }
  for (let round = 1; round <= rounds; round += 1) {
    say(`${OPENING}: run ${round} of ${rounds}`);
    for (const [name, side] of sides) {
      const { opening, closing } = await openAndClose(side);
      results.add(CHANGE, name, OPENING, 'us', opening);
      results.add(CHANGE, name, CLOSING, 'us', closing);
    }
  }
}

interface Openings {
  readonly streams: number;
  /** Server time in microseconds per stream. */
  readonly opening: number;
  readonly closing: number;
}

/** Opens additional streams for a side, and closes them again. */
export async function openAndClose({ server, places }: Side, settleMs = SETTLE_MS): Promise<Openings> {
  const more = places.flatMap(({ org, index }) =>
    Array.from({ length: MORE_STREAMS }, (_, stream) => ({ org, index: index + (stream % STREAMS_PER_USER) })),
  );
  const before = cpuOf(server.pids);
  const pool = await StreamPool.open(server, more);
  await sleep(settleMs);
  const opened = cpuOf(server.pids);
  pool.close();
  await sleep(settleMs);
  const closed = cpuOf(server.pids);
  return { streams: more.length, opening: (opened - before) / more.length, closing: (closed - opened) / more.length };
}
