import type { Socket } from 'node:net';
import { Controller, Get, Inject, Req, Res, SetMetadata } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Encoding, isChunked, isGzip } from '../channels/encoding.js';
import { ChannelRegistry } from '../channels/channel-registry.js';
import type { Seat } from '../channels/roster.js';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../realtime.options.js';
import { LogsCompletion } from './completion.interceptor.js';
import { CompletionLog } from './completion-log.js';
import { asksForGzip } from './content-coding.js';
import { OF_A_SESSION } from './of-a-session.js';
import { ReaderQuery } from './reader-query.js';
import { StreamDoor } from './stream-door.js';
import { ClientGoneError, takeOverSocket } from './take-over-socket.js';
import { takeSeat, TOO_MANY_RETRY_S, TooManyReadersError } from './take-seat.js';

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
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  @Get('stream')
  @SetMetadata(ACCEPTS_TICKET, true)
  @SetMetadata(OF_A_SESSION, true)
  @LogsCompletion('stream')
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reader = await this.query.read(request);
    const { viewer, cursor } = reader;
    if (request.method === 'HEAD') return void reply.headers(HEADERS).send();
    const completion = this.completions.of(request);
    completion.reader(reader);
    const encoding = encodingFor(request);
    const lease = this.registry.acquire(viewer.orgId);
    let seat: Seat | undefined;
    try {
      seat = takeSeat(lease.channel.roster, reader, 'stream', this.limits(), reply);
      const start = await lease.channel.resolve(cursor, seat.view);
      const socket = await this.begin(reply, encoding);
      completion.handOn();
      this.door.open(socket, encoding, lease, seat, start, (how, events) => completion.end(how, events));
    } catch (error) {
      seat?.leave();
      lease.release();
      if (error instanceof ClientGoneError) return;
      if (!(error instanceof TooManyReadersError && seesNoStatus(request))) throw error;
      completion.outcome('too-many', 0);
      this.door.refuse(await this.begin(reply, encoding), encoding, 'too-many', TOO_MANY_RETRY_S * 1_000);
    }
  }

  private limits() {
    const { maxStreamsPerUser, maxStreamsPerOrg } = this.options;
    return { perUser: maxStreamsPerUser, perOrg: maxStreamsPerOrg };
  }

  /** Sends the head of the response; what comes after is written to the socket. */
  private begin(reply: FastifyReply, encoding: Encoding): Promise<Socket> {
    reply.hijack();
    const gzip = isGzip(encoding) && { 'content-encoding': 'gzip' };
    return takeOverSocket(reply.raw, { ...reply.getHeaders(), ...HEADERS, ...gzip }, isChunked(encoding));
  }
}

/** A native `EventSource`, which comes with a ticket, is not told the status and never tries again after an error. */
const seesNoStatus = ({ query, headers }: FastifyRequest): boolean =>
  headers.authorization === undefined && (query as { ticket?: unknown }).ticket !== undefined;

function encodingFor(request: FastifyRequest): Encoding {
  const coding = asksForGzip(request.headers['accept-encoding']) ? 'gzip' : 'identity';
  return `${coding}-${request.raw.httpVersion === '1.0' ? 'raw' : 'chunked'}`;
}
