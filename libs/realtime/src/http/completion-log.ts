import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../options/realtime.options.js';
import type { Clock } from '../time/clock.js';
import type { PollEnding } from './long-poll-handler.js';
import type { SubscribeRequest } from './subscribe-query.js';
import type { StreamEnding } from './sse-handler.js';

export type Transport = 'stream' | 'poll';

/** How a subscription ended; `error` has a code. */
export type Ending = PollEnding | StreamEnding | 'error';

/** One entry of the log. Never contains a payload, token, cursor or query string. */
export interface CompletedSubscription {
  readonly transport: Transport;
  readonly ended: Ending;
  /** The problem's code, if the request failed. */
  readonly error?: string;
  /** `null` if the request failed before it was known; likewise the next three. */
  readonly orgId: string | null;
  readonly userId: string | null;
  /** The property filter; `null` also without one. */
  readonly propertyId: string | null;
  readonly domains: readonly string[] | null;
  /** Events delivered. */
  readonly events: number;
  readonly durationMs: number;
  readonly origin: string | null;
  /** The first 50 characters. */
  readonly userAgent: string | null;
  readonly requestId: string;
}

/** The message of every entry. */
export const COMPLETION_MESSAGE = 'subscription ended';

const MAX_USER_AGENT = 50;
const MAX_ORIGIN = 200;

/** One stream or poll, from its request to its end. Keeps no reference to the request. */
export class Completion {
  #state: 'asked' | 'handed-on' | 'ended' = 'asked';
  #who: Pick<CompletedSubscription, 'orgId' | 'userId' | 'propertyId' | 'domains'> = {
    orgId: null,
    userId: null,
    propertyId: null,
    domains: null,
  };
  #outcome: { readonly how: Ending; readonly events: number } = { how: 'client', events: 0 };
  readonly #began: number;
  readonly #from: Pick<CompletedSubscription, 'requestId' | 'origin' | 'userAgent'>;

  constructor(
    request: FastifyRequest,
    private readonly transport: Transport,
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly write: (entry: CompletedSubscription) => void,
  ) {
    this.#began = clock.monotonic();
    this.#from = {
      requestId: request.id,
      origin: printable(request.headers.origin, MAX_ORIGIN),
      userAgent: printable(request.headers['user-agent'], MAX_USER_AGENT),
    };
  }

  /** Sets the user and the view, once the request has been checked. */
  subscribed({ viewer, view, propertyId }: SubscribeRequest): void {
    const { orgId, userId } = viewer;
    this.#who = { orgId, userId, propertyId: propertyId ?? null, domains: [...view.domains] };
  }

  /** Sets the ending in case the request does not fail. @default `client`: the client went away */
  outcome(how: Ending, events: number): void {
    this.#outcome = { how, events };
  }

  /** From here on, only `end` ends it, however long after its handler. */
  handOn(): void {
    if (this.#state === 'asked') this.#state = 'handed-on';
  }

  /** Called when the handler has returned. */
  handled(): void {
    if (this.#state === 'asked') this.end(this.#outcome.how, this.#outcome.events);
  }

  end(how: Ending, events: number, error?: string): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    const durationMs = Math.round(this.clock.monotonic() - this.#began);
    const failure = error === undefined ? {} : { error };
    const { transport } = this;
    this.write({ transport, ended: how, ...failure, ...this.#who, events, durationMs, ...this.#from });
  }
}

/** Logs one line for each stream and poll, at its end. */
@Injectable()
export class CompletionLog {
  readonly #logger = new Logger('Realtime');

  constructor(@Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions) {}

  /**
   * Logs a subscription exactly once: when `handle` returns or fails or, for a stream that outlives its handler, when
   * `Completion.end` is called. No hook can do this, because Node considers a stream's response finished after its
   * head. A HEAD request reads nothing and is not logged.
   */
  async during<T>(
    request: FastifyRequest,
    transport: Transport,
    handle: (completion: Completion) => Promise<T>,
  ): Promise<T> {
    const isRead = request.method !== 'HEAD';
    const completion = new Completion(request, transport, this.options.clock, this.#write);
    try {
      const result = await handle(completion);
      if (isRead) completion.handled();
      return result;
    } catch (error) {
      if (isRead) completion.end('error', 0, this.options.errorCode(error));
      throw error;
    }
  }

  readonly #write = (entry: CompletedSubscription): void => this.#logger.log(entry, COMPLETION_MESSAGE);
}

/** Strips control characters, so that no header can forge or colour a log line. */
function printable(header: string | undefined, length: number): string | null {
  if (header === undefined) return null;
  return [...header.replaceAll(/\p{C}/gu, '')].slice(0, length).join('');
}
