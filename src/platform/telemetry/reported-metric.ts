import { type HistogramReading, LATENCY_BUCKETS } from '@bellhop/realtime';
import type { Metric, MetricType, Registry } from 'prom-client';

/** One line of the text format. */
export interface Sample {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** @default the metric's own name */
  readonly metricName?: string;
}

/**
 * Registers a metric whose values are kept elsewhere and read at each scrape. prom-client's own classes store values
 * themselves; a registry needs no more of a metric than this.
 */
export function report(
  registry: Registry,
  type: `${MetricType}`,
  name: string,
  help: string,
  read: () => readonly Sample[],
): void {
  const metric = { name, help, type, get: () => Promise.resolve({ name, help, type, values: read() }) };
  registry.registerMetric(metric as unknown as Metric);
}

/** Returns the lines of a histogram: cumulative buckets, sum and count. */
export function histogramSamples(
  name: string,
  labels: Readonly<Record<string, string>>,
  { buckets, count, sum }: HistogramReading,
): Sample[] {
  let below = 0;
  const lines = LATENCY_BUCKETS.map((bound, index): Sample => {
    below += buckets[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: String(bound) }, value: below };
  });
  return [
    ...lines,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
