import type { Registry } from 'prom-client';
import type { ConnectionReport } from '../http/connection-report.js';
import { report } from './reported-metric.js';

/** Registers the metrics of connections, which are counted before a request is read. */
export function registerConnectionMetrics(registry: Registry, connections: ConnectionReport): void {
  report(registry, 'gauge', 'bellhop_connections', 'Open connections, streams included.', () => [
    { value: connections.open },
  ]);
  report(
    registry,
    'counter',
    'bellhop_connections_refused_total',
    'Connections refused because too many are open.',
    () => Object.entries(connections.refusedTotal).map(([reason, value]) => ({ labels: { reason }, value })),
  );
  report(registry, 'counter', 'bellhop_connections_shed_total', 'Idle connections closed to make room.', () => [
    { value: connections.shedTotal },
  ]);
}
