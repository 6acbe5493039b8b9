import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClientStream } from '../load/client-stream.ts';
import { EventLedger } from '../load/event-ledger.ts';
import { queuedBetween } from '../measure/socket-queues.ts';
import { until } from '../measure/until.ts';
import { startOnCopy } from '../servers/bellhop/bellhop-kind.ts';
import { BELLHOP, type BellhopServer } from '../servers/bellhop/bellhop.ts';
import { settledMemoryOf } from '../servers/settled-memory.ts';
import type { StreamServer } from '../servers/stream-server.ts';
import { HealthyReaders } from './healthy-readers.ts';
import type { Workload } from './workload.ts';

const ORG = 0;
const HEALTHY = 1_000;
const BYTES_PER_SECOND = 1_000;
/** Length of a slice: long enough that most of the slow reader’s backlog is not in the kernel’s buffers. */
const SECONDS = 45;
const WARM_UP_SECONDS = 10;
const OPEN_LIMIT_MS = 20_000;
const CATCH_UP_MS = 60_000;
/** Time for duplicates to arrive. */
const AFTERMATH_MS = 500;

/**
 * One very slow reader beside healthy ones of the same org. Slices without and with it alternate. At the end of the
 * latter, memory is measured while it is still behind; then it reads at full speed to the last event.
 */
export const slowReader: Workload = {
  name: 'slow-reader',
  title: `a reader at 1 kB/s beside ${HEALTHY.toLocaleString('en')} healthy ones`,
  run: async ({ database, effort, results, say }) => {
    const server = await startOnCopy(database);
    try {
      const tenant = server.tenants[ORG];
      if (!tenant || !server.publishing.batches) {
        return results.absent('slow-reader', BELLHOP, 'the server takes no batches of events');
      }
      const add = (metric: string, unit: string, value: number): void =>
        results.add('slow-reader', BELLHOP, metric, unit, value);
      say(`open ${HEALTHY} streams`);
      const healthy = await HealthyReaders.open(server, tenant, ORG, HEALTHY);
      say('warm up');
      await healthy.slice(WARM_UP_SECONDS);
      const seconds = SECONDS * effort.scale;
      for (let round = 0; round < effort.rounds; round += 1) {
        say(`run ${round + 1} of ${effort.rounds}: without it`);
        const memoryAtFirst = await settledMemoryOf(server);
        const without = await healthy.slice(seconds);
        say(`run ${round + 1} of ${effort.rounds}: beside it`);
        const memoryBefore = await settledMemoryOf(server);
        const slow = await SlowReader.open(server);
        const beside = await healthy.slice(seconds);
        const memory = await settledMemoryOf(server);
        const behind = beside.bytes - slow.bytes;
        const inKernel = slow.bytesInKernel;
        say(`run ${round + 1} of ${effort.rounds}: it catches up`);
        const caughtUp = await slow.catchUp(beside.eventIds);
        add('99th percentile without it', 'ms', without.p99);
        add('99th percentile beside it', 'ms', beside.p99);
        add('beside it over without it', 'x', beside.p99 / without.p99);
        add('memory growth without it', 'MiB', (memoryBefore - memoryAtFirst) / 1024);
        add('memory growth beside it', 'MiB', (memory - memoryBefore) / 1024);
        add('what it is behind', 'MB', behind / 1e6);
        add('of that, in the kernel’s buffers', 'MB', inKernel / 1e6);
        add('of that, not sent yet', 'MB', (behind - inKernel) / 1e6);
        add('events due to it', '', beside.eventIds.size);
        add('missing, doubled or out of order in the end', '', slow.faultsAgainst(beside.eventIds));
        add('until it had all, reading fast', 's', caughtUp);
        add('server, beside it', '% of its core', beside.server);
        add('load generator, beside it', '% of its core', beside.load);
        slow.close();
      }
      healthy.close();
    } finally {
      await server.stop();
    }
  },
};

/** A stream that is read at 1 kB per second, with its record of events. */
class SlowReader {
  readonly #server: StreamServer;
  readonly #stream: ClientStream;
  readonly #ledger = new EventLedger();
  #begin = 0;

  private constructor(server: BellhopServer) {
    this.#server = server;
    this.#stream = new ClientStream({
      port: server.port,
      request: server.streamRequest({ org: ORG, index: HEALTHY }),
      counter: this.#ledger,
      bytesPerSecond: BYTES_PER_SECOND,
    });
  }

  /** Settles when the stream has reached the newest event. */
  static async open(server: BellhopServer): Promise<SlowReader> {
    const reader = new SlowReader(server);
    await reader.#stream.opened;
    await until(
      () => reader.#ledger.isReady,
      OPEN_LIMIT_MS,
      () => 'the slow reader to open',
    );
    reader.#begin = reader.#stream.bytes;
    return reader;
  }

  /** Bytes read since it was opened. */
  get bytes(): number {
    return this.#stream.bytes - this.#begin;
  }

  /** Bytes sent to it but not read, in the kernel’s buffers of both ends. */
  get bytesInKernel(): number {
    const ports = [this.#server.port, this.#stream.localPort ?? 0] as const;
    return queuedBetween(readFileSync('/proc/net/tcp', 'latin1'), ports);
  }

  /** Reads fast until it has every event; events that do not arrive in time count as missing. @returns seconds */
  async catchUp(published: ReadonlySet<string>): Promise<number> {
    const begun = performance.now();
    this.#stream.hurry();
    await until(
      () => this.faultsAgainst(published) === 0 || !this.#stream.isOpen,
      CATCH_UP_MS,
      () => 'the slow reader to catch up',
    ).catch(() => undefined);
    const seconds = (performance.now() - begun) / 1000;
    await sleep(AFTERMATH_MS);
    return seconds;
  }

  faultsAgainst(published: ReadonlySet<string>): number {
    return this.#ledger.faultsAgainst(published);
  }

  close(): void {
    this.#stream.close();
  }
}
