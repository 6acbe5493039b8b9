import { pause } from '../harness/pause.ts';
import { TcpProxy } from '../harness/world/proxy.ts';
import type { Peer, PeerReader, RunningPeer } from './peer.ts';

export const PEER_FAULTS = ['kill', 'cut', 'asleep', 'slow'] as const;
export type PeerFault = (typeof PEER_FAULTS)[number];

export interface PeerCost {
  readonly fault: PeerFault;
  /** Until every reader had everything acknowledged; `undefined` where some never came. */
  readonly ms: number | undefined;
  /** Acknowledged messages, summed over readers. */
  readonly due: number;
  /** Those that a reader never got, without being told. */
  readonly lost: number;
}

const READERS = 5;
const PACE_MS = 20;
const CUT_MS = 2_000;
const ASLEEP_MS = 5_000;
const SETTLE_LIMIT_MS = 20_000;
/** Size of what is sent to readers that read nothing. */
const LARGE = { pieces: 12, characters: 1_000_000 };

/** Runs a server through one fault under continuous publishing. */
export async function measure(peer: Peer, fault: PeerFault): Promise<PeerCost> {
  const server = await peer.start();
  const proxy = await TcpProxy.open(server.port);
  const received = Array.from({ length: READERS }, () => new Map<string, number>());
  const readers: PeerReader[] = received.map((had) =>
    server.read(proxy.port, (text) => void had.set(text.split('\n', 1)[0] ?? '', performance.now())),
  );
  try {
    await greet(server, received);
    const publisher = new Publisher(server);
    publisher.start();
    await pause(1_000);
    const began = performance.now();
    await happen(fault, server, proxy, publisher);
    const ended = performance.now();
    await pause(500);
    await publisher.stop();
    const costs = await settle(publisher.acknowledged, received, ended);
    // A killed server is away until it restarts, which is part of the cost.
    const since = fault === 'kill' ? began : ended;
    const { due, lost, wholeAt } = costs;
    return { fault, due, lost, ms: wholeAt === undefined ? undefined : Math.max(0, wholeAt - since) };
  } finally {
    for (const reader of readers) await reader.close();
    await proxy.close();
    await server.stop();
  }
}

/** Sends numbered messages, each until it is accepted; unanswered ones are repeated. */
class Publisher {
  /** Time of each acknowledgement, by first line. */
  readonly acknowledged = new Map<string, number>();
  readonly #server: RunningPeer;
  #isStopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(server: RunningPeer) {
    this.#server = server;
  }

  start(): void {
    this.#running = (async () => {
      for (let number = 1; !this.#isStopped; number += 1) {
        await this.publish(`message ${number}`);
        await pause(PACE_MS);
      }
    })();
  }

  async publish(text: string): Promise<void> {
    for (;;) {
      try {
        await this.#server.publish(text);
        this.acknowledged.set(text.split('\n', 1)[0] ?? '', performance.now());
        return;
      } catch {
        await pause(PACE_MS);
      }
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }
}

/** Settles when the fault is over. */
async function happen(fault: PeerFault, server: RunningPeer, proxy: TcpProxy, publisher: Publisher): Promise<void> {
  if (fault === 'kill') {
    await server.kill();
    proxy.leadTo(server.port);
  } else if (fault === 'cut') {
    proxy.refuse(true);
    proxy.cut();
    await pause(CUT_MS);
    proxy.refuse(false);
  } else if (fault === 'asleep') {
    // Like a closed lid: nothing is read, and the connection is gone when it opens.
    proxy.freeze(true);
    await pause(ASLEEP_MS);
    proxy.freeze(false);
    proxy.cut();
  } else {
    proxy.freeze(true);
    for (let piece = 0; piece < LARGE.pieces; piece += 1) {
      await publisher.publish(`large ${piece}\n${'x'.repeat(LARGE.characters)}`);
    }
    await pause(1_000);
    proxy.freeze(false);
  }
}

/** Waits until every reader has received a first message, which proves that it is connected. */
async function greet(server: RunningPeer, received: readonly ReadonlyMap<string, number>[]): Promise<void> {
  for (const limit = performance.now() + SETTLE_LIMIT_MS; received.some(({ size }) => size === 0);) {
    if (performance.now() > limit) throw new Error('the readers do not get anything');
    await server.publish('hello');
    await pause(200);
  }
}

/** Waits up to 20 s until nothing is missing. `wholeAt`: when every reader had what was due at the fault’s end. */
async function settle(
  acknowledged: ReadonlyMap<string, number>,
  received: readonly ReadonlyMap<string, number>[],
  ended: number,
): Promise<{ readonly due: number; readonly lost: number; readonly wholeAt: number | undefined }> {
  const missing = (): number =>
    received.reduce((sum, had) => sum + [...acknowledged.keys()].filter((text) => !had.has(text)).length, 0);
  for (const limit = performance.now() + SETTLE_LIMIT_MS; missing() > 0 && performance.now() < limit;) await pause(50);
  const lost = missing();
  // Up to the first message acknowledged after the fault, which proves that the readers are back.
  const mark = Math.min(...[...acknowledged.values()].filter((at) => at >= ended));
  const due = [...acknowledged].filter(([, at]) => at <= mark).map(([text]) => text);
  const times = received.flatMap((had) => due.map((text) => had.get(text) ?? Infinity));
  return { due: acknowledged.size * received.length, lost, wholeAt: lost === 0 ? Math.max(...times) : undefined };
}
