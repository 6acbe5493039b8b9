import { Controller, Get, Req, Res, SetMetadata } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Encoding, isChunked, isGzip } from '../channels/encoding.js';
import { ChannelRegistry } from '../channels/channel-registry.js';
import { LogsCompletion } from './completion.interceptor.js';
import { CompletionLog } from './completion-log.js';
import { asksForGzip } from './content-coding.js';
import { ReaderQuery } from './reader-query.js';
import { StreamDoor } from './stream-door.js';
import { ClientGoneError, takeOverSocket } from './take-over-socket.js';

/** Metadata key of routes that a single-use ticket in the query may open, for the application's guard. */
export const ACCEPTS_TICKET = 'bellhop:accepts-ticket';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  vary: 'accept-encoding',
  // nginx: hand each event on as it comes.
  'x-accel-buffering': 'no',
} as const;

/** `GET /v2/realtime/stream` (PROTOCOL.md, "Stream"). */
@Controller('v2/realtime')
export class StreamController {
  constructor(
    private readonly query: ReaderQuery,
    private readonly registry: ChannelRegistry,
    private readonly door: StreamDoor,
    private readonly completions: CompletionLog,
  ) {}

  @Get('stream')
  @SetMetadata(ACCEPTS_TICKET, true)
  @LogsCompletion('stream')
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reader = await this.query.read(request);
    const { viewer, view, cursor } = reader;
    if (request.method === 'HEAD') return void reply.headers(HEADERS).send();
    const completion = this.completions.of(request);
    completion.reader(reader);
    const lease = this.registry.acquire(viewer.orgId);
    try {
      const start = await lease.channel.resolve(cursor, view);
      const encoding = encodingFor(request);
      reply.hijack();
      const socket = await takeOverSocket(
        reply.raw,
        {
          ...reply.getHeaders(),
          ...HEADERS,
          ...(isGzip(encoding) && { 'content-encoding': 'gzip' }),
        },
        isChunked(encoding),
      );
      completion.handOn();
      this.door.open(socket, encoding, lease, view, start, (how, events) => completion.end(how, events));
    } catch (error) {
      lease.release();
      if (!(error instanceof ClientGoneError)) throw error;
    }
  }
}

function encodingFor(request: FastifyRequest): Encoding {
  const coding = asksForGzip(request.headers['accept-encoding']) ? 'gzip' : 'identity';
  return `${coding}-${request.raw.httpVersion === '1.0' ? 'raw' : 'chunked'}`;
}
