import type { DeliveryWorker, DomainReading, RealtimeReading } from '@bellhop/realtime';
import type { Registry } from 'prom-client';
import { histogramSamples, report, type Sample } from './reported-metric.js';

/** The readings of one scrape. */
export interface Reading {
  readonly realtime: RealtimeReading;
  readonly deliveries: Pick<
    DeliveryWorker,
    'inFlight' | 'deliveredTotal' | 'retriedTotal' | 'deadLetteredTotal' | 'expiredTotal' | 'lag'
  >;
}

const HANDOVER = 'bellhop_handover_seconds';

/** Registers the realtime library's metrics. @param read returns the reading of the current scrape */
export function registerRealtimeMetrics(registry: Registry, read: () => Reading): void {
  const counter = (name: string, help: string, of: (reading: Reading) => number): void =>
    report(registry, 'counter', name, help, () => [{ value: of(read()) }]);
  const gauge = (name: string, help: string, of: (reading: Reading) => number): void =>
    report(registry, 'gauge', name, help, () => [{ value: of(read()) }]);
  const perDomain = (type: 'counter' | 'gauge', name: string, help: string, of: (domain: DomainReading) => number) =>
    report(registry, type, name, help, () =>
      read().realtime.domains.map((domain): Sample => ({ labels: { domain: domain.domain }, value: of(domain) })),
    );

  perDomain('counter', 'bellhop_events_published_total', 'Events raised by this instance.', (d) => d.published);
  perDomain('counter', 'bellhop_events_applied_total', 'Events of organisations in memory, of every instance.', (d) => {
    return d.applied;
  });
  perDomain(
    'counter',
    'bellhop_events_delivered_total',
    'Events delivered, counted once per subscriber.',
    (d) => d.delivered,
  );
  perDomain(
    'counter',
    'bellhop_buffer_evictions_total',
    'Events evicted from buffers; they remain in the log.',
    (d) => {
      return d.evicted;
    },
  );
  perDomain('gauge', 'bellhop_buffer_events', 'Events in memory.', (d) => d.buffered);
  perDomain('gauge', 'bellhop_readers', 'Open streams and polls that receive the domain.', (d) => d.subscribers);
  perDomain('counter', 'bellhop_legacy_requests_total', 'Calls of the legacy polling path.', (d) => d.legacyCalls);
  report(
    registry,
    'histogram',
    HANDOVER,
    'Time from having an event to having written it to every live subscriber.',
    () =>
      read().realtime.domains.flatMap(({ domain, handover }) =>
        histogramSamples(HANDOVER, { domain }, handover.read()),
      ),
  );

  counter('bellhop_events_dropped_total', 'Events that subscribers needed and could not get.', (r) => {
    return r.realtime.dropped;
  });
  counter('bellhop_events_refused_total', 'Events refused because they named no organisation.', (r) => {
    return r.realtime.refusedWithoutOrg;
  });
  counter('bellhop_log_purged_total', 'Events that retention removed from the log.', (r) => r.realtime.purged);
  report(registry, 'counter', 'bellhop_gaps_total', 'Gaps reported to subscribers.', () =>
    [...read().realtime.gaps].map(([reason, value]) => ({ labels: { reason }, value })),
  );

  report(
    registry,
    'counter',
    'bellhop_channels_reopened_total',
    'Channels of organisations reopened at the head of the log.',
    () => [...read().realtime.reopened].map(([reason, value]) => ({ labels: { reason }, value })),
  );
  perDomain('counter', 'bellhop_events_poisoned_total', 'Events on which application code failed.', (d) => d.poisoned);

  gauge('bellhop_channels', 'Channels: organisations in memory.', (r) => r.realtime.channels);
  gauge(
    'bellhop_orgs_active',
    'Organisations with an event or a subscriber within 5 min.',
    (r) => r.realtime.orgsActive,
  );
  gauge('bellhop_streams', 'Open streams.', (r) => r.realtime.streams);
  gauge('bellhop_streams_behind', 'Streams still catching up.', (r) => r.realtime.streamsBehind);
  gauge(
    'bellhop_cursor_lag_events_max',
    'Events that the stream furthest behind lacks.',
    (r) => r.realtime.cursorLagMax,
  );
  gauge('bellhop_cursor_lag_events', 'Events that open streams lack, summed over all streams.', (r) => {
    return r.realtime.cursorLagSum;
  });
  gauge('bellhop_polls_waiting', 'Long-polls waiting.', (r) => r.realtime.pollsWaiting);
  counter(
    'bellhop_polls_refused_total',
    'Polls answered empty because too many were waiting.',
    (r) => r.realtime.pollsRefused,
  );

  gauge('bellhop_deliveries_in_flight', 'Durable handlers under way.', (r) => r.deliveries.inFlight);
  counter('bellhop_deliveries_total', 'Events handled by durable subscribers.', (r) => r.deliveries.deliveredTotal);
  counter('bellhop_delivery_retries_total', 'Failed attempts that will be retried.', (r) => r.deliveries.retriedTotal);
  counter('bellhop_dead_letters_total', 'Events set aside after the last attempt.', (r) => {
    return r.deliveries.deadLetteredTotal;
  });
  counter('bellhop_deliveries_expired_total', 'Events gone from the log before they were delivered.', (r) => {
    return r.deliveries.expiredTotal;
  });
  report(
    registry,
    'gauge',
    'bellhop_delivery_lag_events',
    'Events that each durable subscriber has yet to handle.',
    () => [...read().deliveries.lag].map(([subscription, value]) => ({ labels: { subscription }, value })),
  );
}
