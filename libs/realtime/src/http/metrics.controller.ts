import type { DomainMetrics, RealtimeMetricsResponse } from '@bellhop/protocol';
import { Controller, ForbiddenException, Get, Header, Inject, Req, type Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { readableDomains } from '../channels/view.js';
import { DomainRegistry } from '../events/domain-registry.js';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../options/realtime.options.js';
import { MetricsReport } from './metrics-report.js';

/** `GET /v2/realtime/metrics` (PROTOCOL.md, "Metrics, telemetry, documents"). */
@Controller('v2/realtime')
export class MetricsController {
  constructor(private readonly report: MetricsReport) {}

  @Get('metrics')
  @Header('cache-control', 'no-store')
  metrics(): RealtimeMetricsResponse {
    return this.report.overall();
  }
}

/** Returns the controller of `GET /<domain>/realtime/metrics`, for roles that may read the domain. */
export function metricsControllerOf(domain: string): Type {
  @Controller(`${domain}/realtime`)
  class DomainMetricsController {
    constructor(
      @Inject(MetricsReport) private readonly report: MetricsReport,
      @Inject(DomainRegistry) private readonly domains: DomainRegistry,
      @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
    ) {}

    @Get('metrics')
    @Header('cache-control', 'no-store')
    async metrics(@Req() request: FastifyRequest): Promise<DomainMetrics> {
      const { role } = await this.options.viewers.resolve(request);
      if (!readableDomains(this.domains, role).some(({ name }) => name === domain)) {
        throw new ForbiddenException(`your role may not read ${domain}`);
      }
      return this.report.of(domain);
    }
  }
  return DomainMetricsController;
}
