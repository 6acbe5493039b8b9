import type { Registry } from 'prom-client';
import type { ConnectionReport } from '../http/connection-report.js';
import { report } from './reported-metric.js';

/** Registers what is counted of connections, before anything of a request is read. */
export function registerConnectionMetrics(registry: Registry, connections: ConnectionReport): void {
  report(registry, 'gauge', 'bellhop_connections', 'Open connections, streams included.', () => [
    { value: connections.open },
  ]);
  report(registry, 'counter', 'bellhop_connections_refused_total', 'Connections not let in: too many are open.', () =>
    Object.entries(connections.refusedTotal).map(([reason, value]) => ({ labels: { reason }, value })),
  );
  report(registry, 'counter', 'bellhop_connections_shed_total', 'Idle connections closed to let others in.', () => [
    { value: connections.shedTotal },
  ]);
}
