import { Controller, Get, GoneException, Inject, Res, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RealtimeMetrics } from '../metrics/realtime-metrics.js';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../options/realtime.options.js';

/** Replacement for clients of the old path (RFC 8288, RFC 5829). */
const SUCCESSOR = '</v2/realtime/stream>; rel="successor-version"';

/**
 * Returns the controller of `GET /<domain>/events/subscribe`, the former polling path: gone or, if
 * `RealtimeOptions.legacyDomains` lists the domain, a response that old clients read as "nothing new".
 */
export function legacyControllerOf(domain: string): Type {
  @Controller(`${domain}/events`)
  class LegacyController {
    constructor(
      @Inject(RealtimeMetrics) private readonly metrics: RealtimeMetrics,
      @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
    ) {}

    @Get('subscribe')
    subscribe(@Res({ passthrough: true }) reply: FastifyReply): { readonly events: readonly never[] } {
      this.metrics.legacyCalled(domain);
      void reply.headers({ link: SUCCESSOR, 'cache-control': 'no-store' });
      if (this.options.legacyDomains.has(domain)) return { events: [] };
      throw new GoneException({
        code: 'gone',
        detail: `This path has been replaced: GET /v2/realtime/stream, or GET /${domain}/realtime/subscribe.`,
      });
    }
  }
  return LegacyController;
}
