import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { LeanClient } from '../../load/lean-client.ts';

/** What {@link Crowd} gives its thread. */
export interface CrowdWork {
  readonly port: number;
  /** The request of each writer, which has a connection of its own. */
  readonly requests: readonly Uint8Array[];
  /** The only status that is no refusal. */
  readonly status: number;
  /** Read by whoever measures: see {@link COUNTERS}. */
  readonly counters: Int32Array;
}

/** Where in {@link CrowdWork.counters} answers of each kind are counted. */
export const COUNTERS = { done: 0, refused: 1 } as const;

/** Who is refused comes back after that time. */
const REFUSED_REST_MS = 1_000;
/** Of this thread: whoever measures the others on the same core goes first. */
const NICENESS = 10;

/**
 * Writers who write again as soon as they have an answer, in a thread of their own: a thousand answers that wait to be
 * read would otherwise be counted as a delay of whoever's answer comes behind them.
 */
async function writeUntilTold({ port, requests, status, counters }: CrowdWork): Promise<void> {
  setPriority(NICENESS);
  const client = await LeanClient.open(port, requests.length);
  let isOver = false;
  parentPort?.once('message', () => (isOver = true));
  parentPort?.postMessage('gathered');
  const write = async (request: Buffer): Promise<void> => {
    while (!isOver) {
      const isDone = (await client.send(request)) === status;
      Atomics.add(counters, isDone ? COUNTERS.done : COUNTERS.refused, 1);
      if (!isDone) await sleep(REFUSED_REST_MS);
    }
  };
  await Promise.all(requests.map((request) => write(Buffer.from(request))));
  client.close();
}

if (!isMainThread) await writeUntilTold(workerData as CrowdWork);
