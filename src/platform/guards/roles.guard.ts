import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { RouteAccesses } from '../access/route-access.js';
import { ProblemException } from '../http/problem.js';

/** Checks that the caller's role may call the route. Runs after AuthGuard, which identifies the caller. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly routes: RouteAccesses) {}

  canActivate(context: ExecutionContext): true {
    const { roles, isPublic, acceptsApiKey } = this.routes.of(context);
    // Services and callers of public routes have no role.
    if (!roles || isPublic || acceptsApiKey) return true;
    const { role } = principalOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (!roles.includes(role))
      throw new ProblemException('forbidden', `Requires one of these roles: ${roles.join(', ')}.`);
    return true;
  }
}
