import type { DomainMetrics, GapReason, RealtimeMetricsResponse } from '@bellhop/protocol';
import { Injectable } from '@nestjs/common';
import { ChannelRegistry } from '../channels/channel-registry.js';
import { DomainEvents } from '../events/domain-events.js';
import { DomainRegistry } from '../events/domain-registry.js';
import { Retention } from '../log/retention.js';
import { DomainCounters, RealtimeMetrics } from '../metrics/realtime-metrics.js';
import { SseHandler } from './sse-handler.js';

/** All metrics of one domain. */
export interface DomainReading extends Readonly<DomainCounters> {
  readonly domain: string;
  /** Events in memory. */
  readonly buffered: number;
  /** Events dropped by buffers because of age or size. The log still has them. */
  readonly evicted: number;
}

/** All metrics of this process, for a monitoring system. */
export interface RealtimeReading {
  readonly domains: readonly DomainReading[];
  /** Orgs in memory. */
  readonly channels: number;
  readonly orgsActive: number;
  readonly streams: number;
  /** Streams that are still catching up, so events are not pushed to them. */
  readonly streamsBehind: number;
  /** Logged events between the stream furthest behind and the newest event. */
  readonly cursorLagMax: number;
  /** The same, summed over all streams. */
  readonly cursorLagSum: number;
  readonly pollsWaiting: number;
  readonly pollsRefused: number;
  readonly gaps: ReadonlyMap<GapReason, number>;
  /** Reopened orgs, by the reason that their subscribers were given: `epoch` if the log has another history. */
  readonly reopened: ReadonlyMap<GapReason, number>;
  /** Events that subscribers needed and could not get. */
  readonly dropped: number;
  /** Events refused because they named no org. */
  readonly refusedWithoutOrg: number;
  /** Events that retention deleted from the log. */
  readonly purged: number;
}

/** Reads the metrics of this process. Each reading walks all orgs in memory: for scrapes, not for hot paths. */
@Injectable()
export class MetricsReport {
  constructor(
    private readonly metrics: RealtimeMetrics,
    private readonly registry: ChannelRegistry,
    private readonly streams: SseHandler,
    private readonly events: DomainEvents<unknown>,
    private readonly retention: Retention,
    private readonly definitions: DomainRegistry,
  ) {}

  overall(): RealtimeMetricsResponse {
    const buffered = this.#buffered();
    const tallies = [...this.metrics.domains.values()];
    return {
      ...this.#answer(sum(buffered.values()), {
        published_total: sum(tallies.map(({ published }) => published)),
        delivered_total: this.metrics.deliveredTotal,
        dropped_total: this.metrics.droppedTotal,
      }),
      subscribers: { active_count: this.metrics.subscribers },
      connectionPoolStats: { totalSubscriptions: this.registry.size },
    };
  }

  of(domain: string): DomainMetrics {
    const { published, delivered, dropped, subscribers } = this.metrics.domains.get(domain) ?? new DomainCounters();
    return {
      ...this.#answer(this.#buffered().get(domain) ?? 0, {
        published_total: published,
        delivered_total: delivered,
        dropped_total: dropped,
      }),
      subscribers: { active_count: subscribers },
    };
  }

  read(): RealtimeReading {
    const buffered = this.#buffered();
    const evictions = this.registry.evictions();
    const lag = this.#lag();
    return {
      domains: [...this.definitions].map(({ name }) => ({
        ...(this.metrics.domains.get(name) ?? new DomainCounters()),
        domain: name,
        buffered: buffered.get(name) ?? 0,
        evicted: evictions.get(name) ?? 0,
      })),
      channels: this.registry.size,
      orgsActive: this.#orgs().active,
      streams: this.streams.size,
      streamsBehind: lag.behind,
      cursorLagMax: lag.max,
      cursorLagSum: lag.sum,
      pollsWaiting: sum([...this.registry.orgs()].map(({ waiters }) => waiters)),
      pollsRefused: this.metrics.waitersRefusedTotal,
      gaps: this.metrics.gaps,
      reopened: this.metrics.reopened,
      dropped: this.metrics.droppedTotal,
      refusedWithoutOrg: this.events.refusedTotal,
      purged: this.retention.purgedTotal,
    };
  }

  #answer(size: number, events: DomainMetrics['events']): Omit<DomainMetrics, 'subscribers'> {
    const { total, active } = this.#orgs();
    const orgs = this.registry.size;
    return {
      orgs: { total, active_last_5m: active },
      events,
      buffers: { total_size: size, avg_per_org: orgs === 0 ? 0 : Math.round((size / orgs) * 100) / 100 },
    };
  }

  /** Recently active orgs count even if they have no subscribers and are not in memory. */
  #orgs(): { readonly total: number; readonly active: number } {
    const { activity } = this.metrics;
    let total = activity.size;
    let active = total;
    for (const { channel, subscribers } of this.registry.orgs()) {
      if (activity.has(channel.orgId)) continue;
      total += 1;
      if (subscribers > 0) active += 1;
    }
    return { total, active };
  }

  #buffered(): Map<string, number> {
    const sizes = new Map<string, number>();
    for (const { channel } of this.registry.orgs()) {
      channel.buffer.forEachDomain((domain, held) => sizes.set(domain, (sizes.get(domain) ?? 0) + held));
    }
    return sizes;
  }

  #lag(): { readonly behind: number; readonly max: number; readonly sum: number } {
    let [behind, max, total] = [0, 0, 0];
    for (const { isLive, lag } of this.streams.states()) {
      if (!isLive) behind += 1;
      max = Math.max(max, lag);
      total += lag;
    }
    return { behind, max, sum: total };
  }
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};
