import { Controller, Get, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/access.decorators.js';
import { RespondsWith, Problems } from '../openapi/responses.js';
import { MetricsGuard } from './metrics.guard.js';
import { Monitoring } from './monitoring.js';

/** `GET /metrics` for Prometheus. Public, because {@link MetricsGuard} decides instead of a sign-in. */
@Controller('metrics')
@Public()
@UseGuards(MetricsGuard)
export class MonitoringController {
  constructor(private readonly monitoring: Monitoring) {}

  @Get()
  @RespondsWith('Metrics in Prometheus’ text format.')
  @Problems('unauthenticated', 'forbidden')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.headers({ 'content-type': this.monitoring.contentType, 'cache-control': 'no-store' });
    return this.monitoring.scrape();
  }
}
