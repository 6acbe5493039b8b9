import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { RouteAccesses } from '../access/route-access.js';
import { ProblemException } from '../http/problem.js';

/** Looks whether the role of whoever asks may call the route, once AuthGuard has found out who that is. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly routes: RouteAccesses) {}

  canActivate(context: ExecutionContext): true {
    const { roles, isPublic, acceptsApiKey } = this.routes.of(context);
    // A service has no role, nor has anybody on a public route.
    if (!roles || isPublic || acceptsApiKey) return true;
    const { role } = principalOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (!roles.includes(role))
      throw new ProblemException('forbidden', `Requires one of these roles: ${roles.join(', ')}.`);
    return true;
  }
}
