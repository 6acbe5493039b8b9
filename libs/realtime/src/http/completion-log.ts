import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../options/realtime.options.js';
import type { Clock } from '../time/clock.js';
import type { PollEnding } from './poll-door.js';
import type { ReaderRequest } from './reader-query.js';
import type { StreamEnding } from './stream-door.js';

export type Transport = 'stream' | 'poll';

/** How a subscription ended; `error` comes with a code. */
export type Ending = PollEnding | StreamEnding | 'error';

/** One entry of the log. Never a payload, a token, a cursor or a query string. */
export interface CompletedSubscription {
  readonly transport: Transport;
  readonly ended: Ending;
  /** The problem's code, of one that failed. */
  readonly error?: string;
  /** `null` where it failed before that was known; the same of the next three. */
  readonly orgId: string | null;
  readonly userId: string | null;
  /** The property it was narrowed to; `null` as well when it was not. */
  readonly propertyId: string | null;
  readonly domains: readonly string[] | null;
  /** Events handed over. */
  readonly events: number;
  readonly durationMs: number;
  readonly origin: string | null;
  /** Its first 50 characters. */
  readonly userAgent: string | null;
  readonly requestId: string;
}

/** The message of every entry. */
export const COMPLETION_MESSAGE = 'subscription ended';

const MAX_USER_AGENT = 50;
const MAX_ORIGIN = 200;

/** One subscribe or stream, from its request to its end. Holds nothing of the request. */
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

  /** Who reads, and what: known once the request was checked. */
  reader({ viewer, view, propertyId }: ReaderRequest): void {
    const { orgId, userId } = viewer;
    this.#who = { orgId, userId, propertyId: propertyId ?? null, domains: [...view.domains] };
  }

  /** How it ends unless it fails. @default `client`: it went away */
  outcome(how: Ending, events: number): void {
    this.#outcome = { how, events };
  }

  /** From here on it ends when `end` is called, if it has not been, however long after its handler. */
  handOn(): void {
    if (this.#state === 'asked') this.#state = 'handed-on';
  }

  /** Its handler is through. */
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

/** Writes one line for each subscribe and stream, at its end. */
@Injectable()
export class CompletionLog {
  readonly #logger = new Logger('Realtime');

  constructor(@Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions) {}

  /**
   * Sees to it that a subscription is logged once: when `handle` is through or fails, or, of a stream that outlives its
   * handler, when the door says so. For Node the response of a stream ends with its head, so no hook can tell. A HEAD reads
   * nothing, and is not logged.
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

/** Without control characters, so that no header can forge or colour a line of a log. */
function printable(header: string | undefined, length: number): string | null {
  if (header === undefined) return null;
  return [...header.replaceAll(/\p{C}/gu, '')].slice(0, length).join('');
}
