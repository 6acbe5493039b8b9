import { CURSOR_HEADER, formatCursor } from '@bellhop/contracts';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { type EventLog, LOG_START } from '../log/event-log.js';
import { EVENT_LOG, REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../realtime.options.js';

/**
 * Puts `X-Realtime-Cursor` on a snapshot. The head is read before the handler runs, so that the stream from this cursor
 * misses nothing that the snapshot lacks; what it repeats, the rows' `version` tells.
 */
@Injectable()
export class SnapshotCursor implements NestInterceptor {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog<unknown>,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const { orgId } = await this.options.viewers.resolve(http.getRequest<FastifyRequest>());
    const { epoch, heads } = await this.log.heads([orgId]);
    const cursor = formatCursor({ epoch, ...(heads.get(orgId) ?? LOG_START) });
    http.getResponse<FastifyReply>().header(CURSOR_HEADER, cursor);
    return next.handle();
  }
}
