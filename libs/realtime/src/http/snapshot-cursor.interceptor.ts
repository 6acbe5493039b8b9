import { CURSOR_HEADER, formatCursor } from '@bellhop/protocol';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { ChannelRegistry } from '../channels/channel-registry.js';
import { type EventLog, LOG_START } from '../log/event-log.js';
import { EVENT_LOG, REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../options/realtime.options.js';

/**
 * Sets `X-Realtime-Cursor` on a snapshot. The cursor is read before the handler runs, so a stream from it misses
 * nothing that the snapshot lacks; repeated events are recognised by the rows' `version`. If the org is in memory, it
 * is the cursor of the last event applied, which was logged before the snapshot is read; otherwise the log's head.
 */
@Injectable()
export class SnapshotCursor implements NestInterceptor {
  constructor(
    private readonly registry: ChannelRegistry,
    @Inject(EVENT_LOG) private readonly log: EventLog<unknown>,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const { orgId } = await this.options.viewers.resolve(http.getRequest<FastifyRequest>());
    const cursor = (await this.registry.cursorOf(orgId)) ?? (await this.#headOf(orgId));
    http.getResponse<FastifyReply>().header(CURSOR_HEADER, cursor);
    return next.handle();
  }

  async #headOf(orgId: string): Promise<string> {
    const { epoch, heads } = await this.log.heads([orgId]);
    return formatCursor({ epoch, ...(heads.get(orgId) ?? LOG_START) });
  }
}
