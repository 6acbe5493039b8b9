/** Response of `GET /<domain>/realtime/metrics`: counters of this instance since it started, and current gauges. */
export interface DomainMetrics {
  readonly orgs: {
    /** Orgs known to this instance: in memory, or active in the last 5 minutes. */
    readonly total: number;
    /** Orgs with a subscriber now, or with an event or a subscriber in the last 5 minutes. */
    readonly active_last_5m: number;
  };
  readonly events: {
    /** Events raised by this instance. */
    readonly published_total: number;
    /** Events delivered, counted once per subscriber. */
    readonly delivered_total: number;
    /** Events that a subscriber needed and could not get (`gap` with the reason `expired`). */
    readonly dropped_total: number;
  };
  readonly buffers: {
    /** Events held in memory. */
    readonly total_size: number;
    /** Average over the orgs in memory; 0 without any. */
    readonly avg_per_org: number;
  };
  readonly subscribers: {
    /** Open streams and current polls. */
    readonly active_count: number;
  };
}

/** Response of `GET /v2/realtime/metrics`: the same over all domains, and the connection pool. */
export interface RealtimeMetricsResponse extends DomainMetrics {
  readonly connectionPoolStats: {
    /** Upstream subscriptions: one per org in memory, however many subscribers it has. */
    readonly totalSubscriptions: number;
  };
}
