import { Controller, Get, Inject, Req, Res, SetMetadata } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChannelRegistry } from '../channels/channel-registry.js';
import type { Encoding } from '../channels/encoding.js';
import type { Registration } from '../channels/registration.js';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../options/realtime.options.js';
import { TimerWheel } from '../time/timer-wheel.js';
import { type Completion, CompletionLog } from './completion-log.js';
import { asksForGzip } from './content-coding.js';
import { LONG_LIVED } from './long-lived.js';
import { SubscribeQuery, type SubscribeRequest } from './subscribe-query.js';
import { StreamSocket } from './stream-socket.js';
import { type OnStreamEnd, SseHandler } from './sse-handler.js';
import { ClientGoneError, responseTurn } from './take-over-socket.js';
import { registerSubscriber, TOO_MANY_RETRY_S, TooManySubscribersError } from './register-subscriber.js';

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
    private readonly query: SubscribeQuery,
    private readonly registry: ChannelRegistry,
    private readonly handler: SseHandler,
    private readonly completions: CompletionLog,
    private readonly wheel: TimerWheel,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  @Get('stream')
  @LONG_LIVED
  @SetMetadata(ACCEPTS_TICKET, true)
  stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.completions.during(request, 'stream', (completion) => this.#answer(request, reply, completion));
  }

  async #answer(request: FastifyRequest, reply: FastifyReply, completion: Completion): Promise<void> {
    const subscribeRequest = await this.query.read(request);
    if (request.method === 'HEAD') return void reply.headers(HEADERS).send();
    completion.subscribed(subscribeRequest);
    try {
      // A stream keeps its connection. Requests pipelined behind another must not start before their turn.
      await responseTurn(request.raw, reply.raw);
      await this.#serve(request, reply, subscribeRequest, completion);
    } catch (error) {
      if (error instanceof ClientGoneError) return;
      throw error;
    }
  }

  async #serve(
    request: FastifyRequest,
    reply: FastifyReply,
    subscribeRequest: SubscribeRequest,
    completion: Completion,
  ): Promise<void> {
    const begin = (text: string): StreamSocket => this.#begin(request, reply, text);
    const handle = this.registry.acquire(subscribeRequest.viewer.orgId);
    let registration: Registration | undefined;
    try {
      registration = registerSubscriber(handle.channel.sessions, subscribeRequest, 'stream', this.#limits(), reply);
      const start = await handle.channel.resolve(subscribeRequest.cursor, registration.view);
      this.handler.open(begin, handle, registration, start, endOf(completion));
      completion.handOn();
    } catch (error) {
      registration?.release();
      handle.release();
      if (!(error instanceof TooManySubscribersError && seesNoStatus(request))) throw error;
      completion.outcome('too-many', 0);
      this.handler.refuse(begin, 'too-many', TOO_MANY_RETRY_S * 1_000);
    }
  }

  #limits() {
    const { maxStreamsPerUser, maxStreamsPerOrg } = this.options;
    return { perUser: maxStreamsPerUser, perOrg: maxStreamsPerOrg };
  }

  #begin(request: FastifyRequest, reply: FastifyReply, text: string): StreamSocket {
    reply.hijack();
    return StreamSocket.begin(reply.raw, { ...reply.getHeaders(), ...HEADERS }, encodingFor(request), this.wheel, text);
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
