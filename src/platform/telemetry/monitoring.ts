import { Injectable } from '@nestjs/common';
import { DeliveryWorker, MetricsReport } from '@bellhop/realtime';
import { Counter, Registry } from 'prom-client';
import { ConnectionReport } from '../http/connection-report.js';
import { CLIENT_EVENT_TYPES, type ClientEventType } from './dto/client-events.dto.js';
import { registerConnectionMetrics } from './connection-metrics.js';
import { processMetrics } from './process-metrics.js';
import { type Reading, registerRealtimeMetrics } from './realtime-metrics.js';

/** The metrics for monitoring systems. One registry per application, so that a process may run several. */
@Injectable()
export class Monitoring {
  readonly #registry = new Registry();
  readonly #received: Counter<'type'>;
  readonly #sampled: Counter<'type'>;
  #reading: Reading;

  constructor(
    private readonly report: MetricsReport,
    private readonly deliveries: DeliveryWorker,
    connections: ConnectionReport,
  ) {
    this.#reading = this.#read();
    registerRealtimeMetrics(this.#registry, () => this.#reading);
    registerConnectionMetrics(this.#registry, connections);
    const registers = [this.#registry];
    const labelNames = ['type'] as const;
    this.#received = new Counter({
      name: 'bellhop_client_events_total',
      help: 'Events reported by browsers.',
      labelNames,
      registers,
    });
    this.#sampled = new Counter({
      name: 'bellhop_client_events_sampled_total',
      help: 'Events reported by browsers that were logged.',
      labelNames,
      registers,
    });
    for (const type of CLIENT_EVENT_TYPES)
      for (const counter of [this.#received, this.#sampled]) counter.inc({ type }, 0);
    processMetrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Returns the metrics, the process's own included, in Prometheus' text format (0.0.4). */
  async scrape(): Promise<string> {
    // Read once, so that all metrics of a scrape are from the same moment.
    this.#reading = this.#read();
    return `${await this.#registry.metrics()}\n${await processMetrics().metrics()}`;
  }

  clientTold(type: ClientEventType, sampled: boolean): void {
    this.#received.inc({ type });
    if (sampled) this.#sampled.inc({ type });
  }

  #read(): Reading {
    return { realtime: this.report.read(), deliveries: this.deliveries };
  }
}
