import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '@bellhop/contracts';
import { ACCEPTS_API_KEY, ACCEPTS_TICKET, OF_A_SESSION, type Publisher, SessionRoster } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';
import { ApiKeys } from '../api-keys/api-keys.js';
import { identifyPublisher } from '../api-keys/publishers.js';
import { ProblemException } from '../http/problem.js';
import { PUBLIC, ROLES_ALLOWED } from './access.decorators.js';
import { AccessTokens, type TokenSession } from './access-tokens.js';
import { bearerOf } from './bearer.js';
import { identify, identifyReader } from './principal.js';
import { Principals } from './principals.js';
import { Tickets } from './tickets.js';

type Session = Pick<TokenSession, 'orgId' | 'sessionId'>;

/** Stands before every route, the realtime library's included: finds out who asks and whether their role may. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly tickets: Tickets,
    private readonly principals: Principals,
    private readonly apiKeys: ApiKeys,
    private readonly roster: SessionRoster,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, places)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.reflector.getAllAndOverride<boolean | undefined>(ACCEPTS_API_KEY, places)) {
      identifyPublisher(request, await this.authenticateService(request));
      return true;
    }
    const byTicket = this.reflector.getAllAndOverride<boolean | undefined>(ACCEPTS_TICKET, places) ?? false;
    const { orgId, sessionId } = await this.authenticate(request, byTicket);
    if (this.reflector.getAllAndOverride<boolean | undefined>(OF_A_SESSION, places)) {
      // Rights and sessions as the log tells them: what ends the streams that are open lets no other one in.
      const viewer = await this.roster.find(orgId, sessionId);
      if (!viewer) throw new ProblemException('unauthenticated');
      identifyReader(request, viewer);
      return true;
    }
    const principal = await this.principals.load(sessionId);
    if (!principal) throw new ProblemException('unauthenticated');
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES_ALLOWED, places);
    if (roles && !roles.includes(principal.role)) {
      throw new ProblemException('forbidden', `This is for: ${roles.join(', ')}.`);
    }
    identify(request, principal);
    return true;
  }

  private async authenticate(request: FastifyRequest, byTicket: boolean): Promise<Session> {
    const { authorization } = request.headers;
    const { ticket } = request.query as { ticket?: unknown };
    if (byTicket && authorization === undefined && ticket !== undefined) {
      const session = typeof ticket === 'string' ? await this.tickets.redeem(ticket) : undefined;
      if (!session) throw new ProblemException('invalid_ticket', 'A ticket works once, within 30 s.');
      return session;
    }
    const token = bearerOf(request);
    const session = token && (await this.tokens.sessionOf(token));
    if (!session) throw new ProblemException('unauthenticated');
    return session;
  }

  /** By API key alone: a session is of a person, and its token is in a browser. */
  private async authenticateService(request: FastifyRequest): Promise<Publisher> {
    const key = bearerOf(request);
    const publisher = key && (await this.apiKeys.publisherOf(key));
    if (!publisher) throw new ProblemException('unauthenticated', 'This wants an API key.');
    return publisher;
  }
}
