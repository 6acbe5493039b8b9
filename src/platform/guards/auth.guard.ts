import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type Publisher, SessionLookup } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';
import { bearerOf } from '../access/bearer.js';
import { identify, type Principal } from '../access/principal.js';
import { type RouteAccess, RouteAccesses } from '../access/route-access.js';
import { ApiKeys } from '../api-keys/api-keys.js';
import { keyHashOf } from '../api-keys/key-hash.js';
import { identifyPublisher } from '../api-keys/publishers.js';
import { AccessTokens, type TokenSession } from '../auth/access-tokens.js';
import { Tickets } from '../auth/tickets.js';
import { type Settings, SETTINGS } from '../config/settings.js';
import { ProblemException } from '../http/problem.js';

type Session = Pick<TokenSession, 'orgId' | 'sessionId'>;

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Authenticates every request, the realtime library's routes included; the next guard checks roles. Sessions and rights come
 * from the log (docs/decisions/0022): an event that ends open streams also ends access to all routes.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  /** Whether another instance may have just changed something. */
  readonly #isOneOfSeveral: boolean;

  constructor(
    private readonly routes: RouteAccesses,
    private readonly tokens: AccessTokens,
    private readonly tickets: Tickets,
    private readonly apiKeys: ApiKeys,
    private readonly sessions: SessionLookup<Principal>,
    @Inject(SETTINGS) { database }: Settings,
  ) {
    this.#isOneOfSeveral = database.kind === 'postgres';
  }

  /** Synchronous in the usual case that everything is cached: each promise would cost as much as the lookup. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.routes.of(context);
    if (access.isPublic) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (access.acceptsApiKey) return this.#letServiceIn(request);
    const session = this.#authenticate(request, access.acceptsTicket);
    if (session instanceof Promise) return session.then((found) => this.#letSessionIn(request, access, found));
    return this.#letSessionIn(request, access, session);
  }

  async #letServiceIn(request: FastifyRequest): Promise<true> {
    identifyPublisher(request, await this.#authenticateService(request));
    return true;
  }

  #letSessionIn(request: FastifyRequest, access: RouteAccess, { orgId, sessionId }: Session): true | Promise<true> {
    const principal = this.sessions.find(orgId, sessionId, { now: this.#wantsNews(request, access) });
    if (principal instanceof Promise) return principal.then((found) => letPersonIn(request, found));
    return letPersonIn(request, principal);
  }

  /** Reads may use rights that are two seconds old; writes may not. */
  #wantsNews({ method }: FastifyRequest, { isCheckedAtCommit }: RouteAccess): boolean {
    return this.#isOneOfSeveral && !isCheckedAtCommit && !READING.has(method);
  }

  #authenticate(request: FastifyRequest, byTicket: boolean): Session | Promise<Session> {
    const { authorization } = request.headers;
    const { ticket } = request.query as { ticket?: unknown };
    if (byTicket && authorization === undefined && ticket !== undefined) return this.#redeem(ticket);
    const token = bearerOf(request);
    const session = token === undefined ? undefined : this.tokens.sessionOf(token);
    return session instanceof Promise ? session.then(requireSession) : requireSession(session);
  }

  async #redeem(ticket: unknown): Promise<Session> {
    const session = typeof ticket === 'string' ? await this.tickets.redeem(ticket) : undefined;
    if (!session)
      throw new ProblemException('invalid_ticket', 'A ticket can be used once, within 30 s of its creation.');
    return session;
  }

  /** Accepts API keys only: a session belongs to a person, and its token is in a browser. */
  async #authenticateService(request: FastifyRequest): Promise<Publisher> {
    const keyHash = keyHashOf(request, bearerOf(request) ?? '');
    const publisher = keyHash === undefined ? undefined : await this.apiKeys.publisherOf(keyHash);
    if (!publisher) throw new ProblemException('unauthenticated', 'An API key is required.');
    return publisher;
  }
}

function letPersonIn(request: FastifyRequest, principal: Principal | undefined): true {
  if (!principal) throw new ProblemException('unauthenticated');
  identify(request, principal);
  return true;
}

function requireSession(session: Session | undefined): Session {
  if (!session) throw new ProblemException('unauthenticated');
  return session;
}
