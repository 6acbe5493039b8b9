/** Answer of `GET /<domain>/realtime/metrics`. What this instance has counted since it started, and holds now. */
export interface DomainMetrics {
  readonly orgs: {
    /** Organisations this instance knows of: in memory, or with something to do in the last 5 minutes. */
    readonly total: number;
    /** Organisations with a reader now, or with an event or a reader in the last 5 minutes. */
    readonly active_last_5m: number;
  };
  readonly events: {
    /** Events raised here. */
    readonly published_total: number;
    /** Events handed over, each once per reader. */
    readonly delivered_total: number;
    /** Events that a reader still needed and could not be given (`gap` with the reason `expired`). */
    readonly dropped_total: number;
  };
  readonly buffers: {
    /** Events held in memory. */
    readonly total_size: number;
    /** Over the organisations in memory; 0 without any. */
    readonly avg_per_org: number;
  };
  readonly subscribers: {
    /** Open streams and polls under way. */
    readonly active_count: number;
  };
}

/** Answer of `GET /v2/realtime/metrics`: the same over all domains, and the connection pool. */
export interface RealtimeMetricsAnswer extends DomainMetrics {
  readonly connectionPoolStats: {
    /** Upstream subscriptions: one per organisation that is read here, however many read it. */
    readonly totalSubscriptions: number;
  };
}
