import type { Access, Bye, DurableEvent, EphemeralEvent, RealtimeEvent } from '@bellhop/protocol';
import type { SimulatedClock } from './simulated-clock.js';
import { type Filter, isFor, type Raised, SimulatedLog } from './simulated-log.js';
import type { SimulatedNetwork, SimulatedRequest } from './simulated-network.js';
import { SimulatedPoll } from './simulated-poll.js';
import { type SimulatedServerSession, SimulatedSessions } from './simulated-sessions.js';
import { SimulatedStream } from './simulated-stream.js';

export interface SimulatedServerOptions {
  readonly clock: SimulatedClock;
  /**
   * Domains that users may read.
   * @default ['orders', 'payments']
   */
  readonly domains?: readonly string[];
  /** @default 15,000 */
  readonly heartbeatMs?: number;
  /**
   * Lifetime of an access token, in milliseconds.
   * @default 600,000
   */
  readonly tokenMs?: number;
  /**
   * Latency of a request, in milliseconds.
   * @default 5
   */
  readonly latencyMs?: number;
}

/** Responds in place of the server; undefined lets the server respond. */
export type Intercept = (request: SimulatedRequest) => Response | Promise<Response> | undefined;

/** A server that implements Bellhop's wire contract for one org, as far as a client can see it. */
export class SimulatedServer {
  readonly log: SimulatedLog;
  readonly sessions: SimulatedSessions;
  /** Every request received, in order. */
  readonly requests: SimulatedRequest[] = [];
  /** Responds in place of the server, to simulate errors, a proxy or a captive portal. */
  intercept: Intercept = () => undefined;
  /** Whether an intermediary buffers streams until they end. */
  buffersStreams = false;
  /** The `retry` of streams opened from now on, in milliseconds. */
  retryMs = 2_000;
  readonly #clock: SimulatedClock;
  readonly #heartbeatMs: number;
  readonly #latencyMs: number;
  readonly #streams = new Set<SimulatedStream>();
  readonly #polls = new Set<SimulatedPoll>();
  readonly #tickets = new Map<string, SimulatedServerSession>();
  /** Telemetry received from browsers. */
  readonly telemetry: { readonly type: string; readonly at: number; readonly detail?: string }[] = [];

  constructor({
    clock,
    domains = ['orders', 'payments'],
    heartbeatMs = 15_000,
    tokenMs = 600_000,
    latencyMs = 5,
  }: SimulatedServerOptions) {
    this.#clock = clock;
    this.#heartbeatMs = heartbeatMs;
    this.#latencyMs = latencyMs;
    this.log = new SimulatedLog(clock.now, domains);
    this.sessions = new SimulatedSessions(clock, tokenMs, (session, reason) => {
      for (const stream of this.streams) if (stream.session === session) stream.bye({ reason, reconnectInMs: 0 });
    });
  }

  /** Open streams. */
  get streams(): readonly SimulatedStream[] {
    return [...this.#streams];
  }

  /** Waiting polls. */
  get polls(): readonly SimulatedPoll[] {
    return [...this.#polls];
  }

  /** The network of a browser's tabs. */
  readonly network: SimulatedNetwork = async (request) => {
    this.requests.push(request);
    await new Promise<void>((resolve) => void this.#clock.after(this.#latencyMs, resolve));
    const answer = await this.intercept(request);
    if (request.signal.aborted) throw new TypeError('the client is gone');
    return answer ?? this.#answer(request);
  };

  /** Requests to a path received so far. */
  requestsTo(path: string): readonly SimulatedRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  raise(raised: Raised = {}): DurableEvent {
    const event = this.log.append(raised);
    this.#hand(event);
    return event;
  }

  raiseEphemeral(raised: Raised = {}): EphemeralEvent {
    const event = this.log.ephemeral(raised);
    this.#hand(event);
    return event;
  }

  /** Sends `bye` to every stream. */
  bye(bye: Bye): void {
    for (const stream of this.streams) stream.bye(bye);
  }

  /** Changes the user's rights. */
  changeAccess(access: Access): void {
    for (const stream of this.streams) stream.frame('access', access);
    for (const poll of this.polls) poll.answer({ access });
  }

  /** Breaks every connection, without a `bye`. */
  cut(): void {
    for (const stream of this.streams) stream.cut();
    for (const poll of this.polls) poll.cut();
  }

  #hand(event: RealtimeEvent): void {
    for (const stream of this.streams) if (isFor(event, stream.filter)) stream.event(event);
    for (const poll of this.polls) if (isFor(event, poll.filter)) poll.answer({ events: [event] });
  }

  #answer(request: SimulatedRequest): Response | Promise<Response> {
    const { method, path, cookies, headers } = request;
    switch (`${method} ${path}`) {
      case 'POST /auth/login': {
        const { email, password } = request.body as { email: string; password: string };
        if (password !== 'bellhop-demo') return problem(401, 'invalid_credentials');
        return Response.json(this.sessions.login(email, cookies));
      }
      case 'POST /auth/refresh': {
        const signedIn = this.sessions.refresh(cookies);
        return signedIn ? Response.json(signedIn) : problem(401, 'unauthenticated');
      }
    }
    const session =
      this.#tickets.get(request.query.get('ticket') ?? '') ?? this.sessions.of(headers.get('authorization'));
    if (!session) return problem(401, 'unauthenticated');
    switch (`${method} ${path}`) {
      case 'POST /auth/logout':
        this.sessions.end(session);
        return new Response(null, { status: 204 });
      case 'POST /v2/realtime/tickets': {
        const ticket = `ticket-${this.requests.length}`;
        this.#tickets.set(ticket, session);
        return Response.json({ ticket, expiresAt: this.#clock.now() + 30_000 }, { status: 201 });
      }
      case 'POST /telemetry/client': {
        const { events } = request.body as { events: SimulatedServer['telemetry'] };
        this.telemetry.push(...events);
        return Response.json({ accepted: events.length }, { status: 202 });
      }
      case 'GET /v2/realtime/stream':
        return this.#openStream(request, session);
      case 'GET /v2/realtime/poll':
        return this.#poll(request);
      default:
        return Response.json({ path, by: session.user.email });
    }
  }

  #openStream(request: SimulatedRequest, session: SimulatedServerSession): Response {
    this.#tickets.delete(request.query.get('ticket') ?? '');
    const stream = new SimulatedStream({
      clock: this.#clock,
      log: this.log,
      heartbeatMs: this.#heartbeatMs,
      retryMs: this.retryMs,
      isKeptBack: () => this.buffersStreams,
      request,
      session,
      filter: filterOf(request),
      onClose: () => this.#streams.delete(stream),
    });
    this.#streams.add(stream);
    return stream.open(request.headers.get('last-event-id') ?? request.query.get('cursor') ?? undefined);
  }

  #poll(request: SimulatedRequest): Promise<Response> {
    const poll = new SimulatedPoll(this.#clock, this.log, request, filterOf(request), () => this.#polls.delete(poll));
    this.#polls.add(poll);
    return poll.wait();
  }
}

const filterOf = ({ query }: SimulatedRequest): Filter => ({
  domains: query.get('domains')?.split(','),
  propertyId: query.get('propertyId') ?? undefined,
});

function problem(status: number, code: string): Response {
  return Response.json({ type: 'about:blank', title: code, status, code }, { status });
}
