import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '@bellhop/contracts';
import { ACCEPTS_API_KEY, ACCEPTS_TICKET, type Publisher } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';
import { ApiKeys } from '../api-keys/api-keys.js';
import { identifyPublisher } from '../api-keys/publishers.js';
import { ProblemException } from '../http/problem.js';
import { PUBLIC, ROLES_ALLOWED } from './access.decorators.js';
import { AccessTokens } from './access-tokens.js';
import { identify, type Principal } from './principal.js';
import { Principals } from './principals.js';
import { Tickets } from './tickets.js';

/** RFC 6750, section 2.1: one space, one token. */
const BEARER = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i;

/** Stands before every route, the realtime library's included: finds out who asks and whether their role may. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly tickets: Tickets,
    private readonly principals: Principals,
    private readonly apiKeys: ApiKeys,
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
    const principal = await this.authenticate(request, byTicket);
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES_ALLOWED, places);
    if (roles && !roles.includes(principal.role)) {
      throw new ProblemException('forbidden', `This is for: ${roles.join(', ')}.`);
    }
    identify(request, principal);
    return true;
  }

  private async authenticate(request: FastifyRequest, byTicket: boolean): Promise<Principal> {
    const { authorization } = request.headers;
    const { ticket } = request.query as { ticket?: unknown };
    if (byTicket && authorization === undefined && ticket !== undefined) {
      const sessionId = typeof ticket === 'string' ? await this.tickets.redeem(ticket) : undefined;
      const principal = sessionId && (await this.principals.load(sessionId));
      if (!principal) throw new ProblemException('invalid_ticket', 'A ticket works once, within 30 s.');
      return principal;
    }
    const token = bearerOf(request);
    const sessionId = token && (await this.tokens.sessionOf(token));
    const principal = sessionId && (await this.principals.load(sessionId));
    if (!principal) throw new ProblemException('unauthenticated');
    return principal;
  }

  /** By API key alone: a session is of a person, and its token is in a browser. */
  private async authenticateService(request: FastifyRequest): Promise<Publisher> {
    const key = bearerOf(request);
    const publisher = key && (await this.apiKeys.publisherOf(key));
    if (!publisher) throw new ProblemException('unauthenticated', 'This wants an API key.');
    return publisher;
  }
}

const bearerOf = ({ headers }: FastifyRequest): string | undefined => BEARER.exec(headers.authorization ?? '')?.[1];
