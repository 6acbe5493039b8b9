import { ArrivalLog } from '../load/arrival-log.ts';
import { atRate } from '../load/pace.ts';
import { StreamPool } from '../load/stream-pool.ts';
import { cpuOf } from '../measure/cpu.ts';
import { LoadShare } from '../measure/load-share.ts';
import { percentile } from '../measure/statistics.ts';
import { until } from '../measure/until.ts';
import type { BellhopServer } from '../servers/bellhop/bellhop.ts';
import { PublishApi, taskUpdated } from '../servers/bellhop/publishing.ts';
import type { SignedInTenant } from '../servers/bellhop/tenants.ts';

/** Follows an event’s timestamp. */
const DESCRIPTION = 4_000;
const BATCH = 5;
const BATCHES_PER_SECOND = 20;
const CATCH_UP_MS = 30_000;

/** Events of one slice and their delivery to the healthy readers. */
export interface Slice {
  readonly eventIds: ReadonlySet<string>;
  /** Bytes sent to a stream. */
  readonly bytes: number;
  /**
   * 99th percentile of the time from an event’s timestamp to its arrival, over all events and streams, in milliseconds.
   */
  readonly p99: number;
  /** Percent of its core. */
  readonly server: number;
  /** Percent of its core. */
  readonly load: number;
}

/** Streams of one org that read events of about 4 kB as fast as they arrive. */
export class HealthyReaders {
  readonly #server: BellhopServer;
  readonly #tenant: SignedInTenant;
  readonly #pool: StreamPool;
  readonly #logs: readonly ArrivalLog[];

  private constructor(server: BellhopServer, tenant: SignedInTenant, pool: StreamPool, logs: readonly ArrivalLog[]) {
    this.#server = server;
    this.#tenant = tenant;
    this.#pool = pool;
    this.#logs = logs;
  }

  /** @param tenant the benchmark’s org with index `org` */
  static async open(
    server: BellhopServer,
    tenant: SignedInTenant,
    org: number,
    streams: number,
  ): Promise<HealthyReaders> {
    const logs = Array.from({ length: streams }, () => new ArrivalLog(DESCRIPTION));
    const places = logs.map((_, index) => ({ org, index }));
    const pool = await StreamPool.open(server, places, undefined, (index) => logs[index]);
    return new HealthyReaders(server, tenant, pool, logs);
  }

  /** Publishes 100 events per second for `seconds`, and waits until every stream has every event. */
  async slice(seconds: number): Promise<Slice> {
    const pool = this.#pool;
    const eventIds = new Set<string>();
    const api = new PublishApi(this.#server.client, (tenant) => {
      const event = taskUpdated(tenant, DESCRIPTION);
      eventIds.add(event.eventId);
      return event;
    });
    const batches = Math.ceil(seconds * BATCHES_PER_SECOND);
    const counts = pool.counts;
    const bytes = pool.bytes;
    for (const log of this.#logs) log.delays.length = 0;
    const begun = performance.now();
    const load = new LoadShare();
    const cpu = cpuOf(this.#server.pids);
    await atRate(BATCHES_PER_SECOND, batches, () => api.publish(this.#tenant, BATCH));
    await until(
      () => pool.gained(counts, batches * BATCH),
      CATCH_UP_MS,
      () => `every event on every healthy stream (${pool.lost} streams lost)`,
    );
    const ms = performance.now() - begun;
    const shares = { server: (cpuOf(this.#server.pids) - cpu) / ms / 10, load: load.read() * 100 };
    const delays = this.#logs.flatMap((log) => log.delays);
    return { eventIds, bytes: (pool.bytes - bytes) / pool.size, p99: percentile(delays, 0.99), ...shares };
  }

  close(): void {
    this.#pool.close();
  }
}
