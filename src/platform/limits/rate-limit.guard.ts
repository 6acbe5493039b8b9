import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RouteAccesses } from '../access/route-access.js';
import { AccountLimits } from './account-limits.js';
import { CallerLimits } from './caller-limits.js';
import { Counters } from './counters.js';

/** Applies limits per caller, so it runs after the guards that identify the caller. Addresses are counted earlier, in a hook. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly routes: RouteAccesses,
    private readonly counters: Counters,
    private readonly callers: CallerLimits,
    private readonly accounts: AccountLimits,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (!this.counters.isOn) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { acceptsApiKey, isPublic } = this.routes.of(context);
    if (acceptsApiKey) this.callers.service(request, reply);
    else if (!isPublic) this.callers.person(request, reply);
    const taken = this.accounts.take(request, reply);
    return taken ? taken.then(() => true) : true;
  }
}
