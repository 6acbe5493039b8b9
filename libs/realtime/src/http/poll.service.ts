import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ChannelHandle, ChannelRegistry } from '../channels/channel-registry.js';
import type { StartingPoint } from '../channels/cursor-resolver.js';
import { gzipBody } from '../channels/encoding.js';
import type { OrgChannel } from '../channels/org-channel.js';
import type { Registration } from '../channels/registration.js';
import { DEFAULT_POLICY } from '../events/domain-definition.js';
import type { EventLog } from '../log/event-log.js';
import {
  EVENT_LOG,
  REALTIME_OPTIONS,
  SESSION_CURSORS,
  type ResolvedRealtimeOptions,
} from '../options/realtime.options.js';
import type { SessionCursors } from '../session-cursors/session-cursors.js';
import { type Completion, CompletionLog } from './completion-log.js';
import { asksForGzip } from './content-coding.js';
import { LongPollHandler, type PollResult } from './long-poll-handler.js';
import { SubscribeQuery, type SubscribeRequest, wholeNumber } from './subscribe-query.js';
import { watchClient } from './take-over-socket.js';
import { sessionEnded, registerSubscriber } from './register-subscriber.js';

const MIN_TIMEOUT_MS = 1_000;
const MAX_TIMEOUT_MS = 25_000;
/** Minimum segments of a body worth compressing: a response without events is tiny. */
const WORTH_COMPRESSING = 3;
const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  vary: 'accept-encoding',
} as const;

/** Serves both long-poll paths. */
@Injectable()
export class PollService {
  constructor(
    private readonly query: SubscribeQuery,
    private readonly registry: ChannelRegistry,
    private readonly handler: LongPollHandler,
    @Inject(SESSION_CURSORS) private readonly sessions: SessionCursors,
    private readonly completions: CompletionLog,
    @Inject(EVENT_LOG) private readonly log: EventLog<unknown>,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  /** Returns the body of the response: JSON, compressed if the client accepts it and the body is worth it. */
  poll(request: FastifyRequest, reply: FastifyReply, domain?: string): Promise<string | Buffer> {
    return this.completions.during(request, 'poll', (completion) => this.#serve(request, reply, completion, domain));
  }

  async #serve(
    request: FastifyRequest,
    reply: FastifyReply,
    completion: Completion,
    domain: string | undefined,
  ): Promise<string | Buffer> {
    const timeoutMs = wholeNumber(request, 'timeoutMs', MIN_TIMEOUT_MS, MAX_TIMEOUT_MS, MAX_TIMEOUT_MS);
    const subscribeRequest = await this.query.read(request, domain);
    // A HEAD request checks access but reads nothing: no cursor moves.
    if (request.method === 'HEAD') {
      reply.headers(HEADERS);
      return '';
    }
    completion.subscribed(subscribeRequest);
    const gone = new AbortController();
    const stopWatching = watchClient(request.raw, () => gone.abort());
    const handle = this.registry.acquire(subscribeRequest.viewer.orgId);
    let registration: Registration | undefined;
    try {
      registration = registerSubscriber(handle.channel.sessions, subscribeRequest, 'poll', this.#limits(), reply);
      const result = await this.#answer(handle, registration, subscribeRequest, timeoutMs, gone.signal);
      if (result?.how === 'revoked' || result?.how === 'expired') throw sessionEnded();
      if (result) completion.outcome(result.how, result.given?.events.length ?? 0);
      reply.headers(HEADERS);
      // The client must send no further request on a connection that is about to close.
      if (this.handler.isDraining) reply.header('connection', 'close');
      const body = result?.body ?? [];
      if (body.length < WORTH_COMPRESSING || !asksForGzip(request.headers['accept-encoding'])) {
        return body.map(({ text }) => text).join('');
      }
      reply.header('content-encoding', 'gzip');
      return gzipBody(body);
    } finally {
      registration?.release();
      handle.release();
      stopWatching();
    }
  }

  async #answer(
    handle: ChannelHandle,
    registration: Registration,
    { viewer, view, cursor }: SubscribeRequest,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<PollResult | undefined> {
    if (cursor !== undefined) return this.handler.answer(handle, { registration, cursor, timeoutMs, signal });
    await handle.channel.opened;
    const known = await this.sessions.find(viewer.sessionId, view.key);
    const result =
      known === undefined
        ? await this.handler.answerFrom(
            handle,
            await this.#startOfBuffer(handle.channel),
            registration,
            timeoutMs,
            signal,
          )
        : await this.handler.answer(handle, { registration, cursor: known, timeoutMs, signal });
    if (result) await this.sessions.keep(viewer.sessionId, view.key, handle.channel.cursorAt(result.position));
    return result;
  }

  /** An org may have more polls than waiters: those beyond get an empty response at once. */
  #limits() {
    return { perUser: this.options.maxPollsPerUser, perOrg: Infinity };
  }

  /** Start of a session that sends no cursor. Taken from the log, so that a fresh process responds like an old one. */
  async #startOfBuffer(channel: OrgChannel): Promise<StartingPoint> {
    const seq = await this.log.seqBefore(channel.orgId, DEFAULT_POLICY.bufferTtlMs);
    if (seq > channel.applied) await channel.sync();
    return { position: { seq: Math.min(seq, channel.applied), mark: undefined }, generation: channel.generation };
  }
}
