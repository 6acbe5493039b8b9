import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ChannelLease, ChannelRegistry } from '../channels/channel-registry.js';
import { DEFAULT_POLICY } from '../events/domain-definition.js';
import type { EventLog } from '../log/event-log.js';
import { EVENT_LOG, REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../realtime.options.js';
import { gzipBody } from '../channels/encoding.js';
import { asksForGzip } from './content-coding.js';
import { PollDoor, type PollResult } from './poll-door.js';
import { ReaderQuery, type ReaderRequest, wholeNumber } from './reader-query.js';
import { SessionCursors } from './session-cursors.js';

const MIN_TIMEOUT_MS = 1_000;
const MAX_TIMEOUT_MS = 25_000;
/** Pieces of a body: an answer without events is three short words. */
const WORTH_COMPRESSING = 3;
const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  vary: 'accept-encoding',
} as const;

/** What both long-poll paths do. */
@Injectable()
export class PollService {
  constructor(
    private readonly query: ReaderQuery,
    private readonly registry: ChannelRegistry,
    private readonly door: PollDoor,
    private readonly sessions: SessionCursors,
    @Inject(EVENT_LOG) private readonly log: EventLog<unknown>,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  /** The body of the answer: JSON, compressed where the client asks for it and it is worth it. */
  async poll(request: FastifyRequest, reply: FastifyReply, domain?: string): Promise<string | Buffer> {
    const timeoutMs = wholeNumber(request, 'timeoutMs', MIN_TIMEOUT_MS, MAX_TIMEOUT_MS, MAX_TIMEOUT_MS);
    const reader = await this.query.read(request, domain);
    const gone = new AbortController();
    const onClose = (): void => gone.abort();
    reply.raw.once('close', onClose);
    const lease = this.registry.acquire(reader.viewer.orgId);
    try {
      const result = await this.answer(lease, reader, timeoutMs, gone.signal);
      reply.headers(HEADERS);
      const body = result?.body ?? [];
      if (body.length < WORTH_COMPRESSING || !asksForGzip(request.headers['accept-encoding'])) {
        return body.map(({ text }) => text).join('');
      }
      reply.header('content-encoding', 'gzip');
      return gzipBody(body);
    } finally {
      lease.release();
      reply.raw.removeListener('close', onClose);
    }
  }

  private async answer(
    lease: ChannelLease,
    { viewer, view, cursor }: ReaderRequest,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<PollResult | undefined> {
    if (cursor !== undefined) return this.door.answer(lease, { view, cursor, timeoutMs, signal });
    await lease.channel.opened;
    const known = this.sessions.find(viewer.sessionId, view.key);
    const position = known ?? (await this.startOfBuffer(viewer.orgId));
    if (position > lease.channel.applied) await lease.channel.sync();
    const result = await this.door.answerFrom(lease, position, view, timeoutMs, signal);
    if (result) this.sessions.keep(viewer.sessionId, view.key, result.position);
    return result;
  }

  /** Where a session begins that sends no cursor. The log tells, so that a fresh process answers as an old one does. */
  private startOfBuffer(orgId: string): Promise<number> {
    return this.log.seqBefore(orgId, this.options.clock.now() - DEFAULT_POLICY.bufferTtlMs);
  }
}
