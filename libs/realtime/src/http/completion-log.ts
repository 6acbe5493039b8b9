import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../realtime.options.js';
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

  /** From here on it ends when `end` is called, however long after its handler. */
  handOn(): void {
    this.#state = 'handed-on';
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
  readonly #open = new WeakMap<FastifyRequest, Completion>();

  constructor(@Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions) {}

  begin(request: FastifyRequest, transport: Transport): Completion {
    const completion = new Completion(request, transport, this.options.clock, (entry) =>
      this.#logger.log(entry, COMPLETION_MESSAGE),
    );
    this.#open.set(request, completion);
    return completion;
  }

  /** The one that the interceptor began. @throws Error on a route without {@link CompletionInterceptor} */
  of(request: FastifyRequest): Completion {
    const completion = this.#open.get(request);
    if (!completion) throw new Error('this route has no completion log');
    return completion;
  }
}

/** Without control characters, so that no header can forge or colour a line of a log. */
function printable(header: string | undefined, length: number): string | null {
  if (header === undefined) return null;
  return [...header.replaceAll(/\p{C}/gu, '')].slice(0, length).join('');
}
