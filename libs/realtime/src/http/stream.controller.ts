import { Controller, Get, Inject, Req, Res, SetMetadata } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChannelRegistry } from '../channels/channel-registry.js';
import type { Encoding } from '../channels/encoding.js';
import type { Seat } from '../channels/seat.js';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../options/realtime.options.js';
import { TimerWheel } from '../time/timer-wheel.js';
import { type Completion, CompletionLog } from './completion-log.js';
import { asksForGzip } from './content-coding.js';
import { LASTING } from './lasting.js';
import { ReaderQuery, type ReaderRequest } from './reader-query.js';
import { StreamConnection } from './stream-connection.js';
import { type OnStreamEnd, StreamDoor } from './stream-door.js';
import { ClientGoneError, responseTurn } from './take-over-socket.js';
import { takeSeat, TOO_MANY_RETRY_S, TooManyReadersError } from './take-seat.js';

/** Metadata key of routes that accept a single-use ticket in the query, for the application's guard. */
export const ACCEPTS_TICKET = 'bellhop:accepts-ticket';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  vary: 'accept-encoding',
  // nginx: pass each event on at once.
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
    private readonly wheel: TimerWheel,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  @Get('stream')
  @LASTING
  @SetMetadata(ACCEPTS_TICKET, true)
  stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.completions.during(request, 'stream', (completion) => this.#answer(request, reply, completion));
  }

  async #answer(request: FastifyRequest, reply: FastifyReply, completion: Completion): Promise<void> {
    const reader = await this.query.read(request);
    if (request.method === 'HEAD') return void reply.headers(HEADERS).send();
    completion.reader(reader);
    try {
      // A stream keeps its connection. Requests pipelined behind another must not start before their turn.
      await responseTurn(request.raw, reply.raw);
      await this.#serve(request, reply, reader, completion);
    } catch (error) {
      if (error instanceof ClientGoneError) return;
      throw error;
    }
  }

  async #serve(
    request: FastifyRequest,
    reply: FastifyReply,
    reader: ReaderRequest,
    completion: Completion,
  ): Promise<void> {
    const begin = (text: string): StreamConnection => this.#begin(request, reply, text);
    const lease = this.registry.acquire(reader.viewer.orgId);
    let seat: Seat | undefined;
    try {
      seat = takeSeat(lease.channel.roster, reader, 'stream', this.#limits(), reply);
      const start = await lease.channel.resolve(reader.cursor, seat.view);
      this.door.open(begin, lease, seat, start, endOf(completion));
      completion.handOn();
    } catch (error) {
      seat?.leave();
      lease.release();
      if (!(error instanceof TooManyReadersError && seesNoStatus(request))) throw error;
      completion.outcome('too-many', 0);
      this.door.refuse(begin, 'too-many', TOO_MANY_RETRY_S * 1_000);
    }
  }

  #limits() {
    const { maxStreamsPerUser, maxStreamsPerOrg } = this.options;
    return { perUser: maxStreamsPerUser, perOrg: maxStreamsPerOrg };
  }

  #begin(request: FastifyRequest, reply: FastifyReply, text: string): StreamConnection {
    reply.hijack();
    return StreamConnection.begin(
      reply.raw,
      { ...reply.getHeaders(), ...HEADERS },
      encodingFor(request),
      this.wheel,
      text,
    );
  }
}

/**
 * Outside the class method, because closures of one scope share its variables: `begin` would keep the request and its
 * response alive as long as the stream.
 */
const endOf =
  (completion: Completion): OnStreamEnd =>
  (how, events) =>
    completion.end(how, events);

/** A native `EventSource`, recognised by its ticket, does not see the status and never retries after an error. */
const seesNoStatus = ({ query, headers }: FastifyRequest): boolean =>
  headers.authorization === undefined && (query as { ticket?: unknown }).ticket !== undefined;

function encodingFor(request: FastifyRequest): Encoding {
  const coding = asksForGzip(request.headers['accept-encoding']) ? 'gzip' : 'identity';
  return `${coding}-${request.raw.httpVersion === '1.0' ? 'raw' : 'chunked'}`;
}
