import { setTimeout as sleep } from 'node:timers/promises';
import { residentOf } from '../measure/memory.ts';
import type { StreamServer } from './stream-server.ts';

const SETTLE_MS = 2_000;
/** V8 returns memory late, and sometimes keeps 16 MiB: the minimum of several looks counts. */
const LOOKS = 3;
const LOOK_MS = 1_200;

/** Resident memory of a server without garbage, in KiB. */
export async function settledMemoryOf(server: StreamServer): Promise<number> {
  await sleep(SETTLE_MS);
  const seen: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    await server.forceGc();
    await sleep(LOOK_MS);
    seen.push(residentOf(server.pids));
  }
  return Math.min(...seen);
}
