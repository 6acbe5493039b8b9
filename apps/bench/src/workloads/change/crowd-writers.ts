import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { LeanClient } from '../../load/lean-client.ts';

/** Input of {@link Crowd}’s thread. */
export interface CrowdWork {
  readonly port: number;
  /** One request per writer, each with its own connection. */
  readonly requests: readonly Uint8Array[];
  /** The status of success. */
  readonly status: number;
  /** Read by the measuring thread: see {@link COUNTERS}. */
  readonly counters: Int32Array;
}

/** Indices of the counts in {@link CrowdWork.counters}. */
export const COUNTERS = { done: 0, refused: 1 } as const;

/** Pause of a writer after a refusal. */
const REFUSED_REST_MS = 1_000;
/** Niceness of this thread: measurements on the same core go first. */
const NICENESS = 10;

/**
 * Writers that send again as soon as they are answered, in a separate thread: otherwise a thousand unread responses
 * would count as delay of the measured response behind them.
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
