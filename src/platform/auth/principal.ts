import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '@bellhop/contracts';
import type { Viewer } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';

/** Who makes a request, and what they may see right now. */
export interface Principal extends Viewer {
  readonly role: Role;
  readonly name: string;
  readonly email: string;
  readonly orgName: string;
}

const principals = new WeakMap<FastifyRequest, Principal>();
const viewers = new WeakMap<FastifyRequest, Viewer>();

/** For the guard alone: says who `request` is from. */
export function identify(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
  viewers.set(request, principal);
}

/** For the guard alone: says who reads by a stream or poll, of whom no more is known than what they may see. */
export function identifyReader(request: FastifyRequest, viewer: Viewer): void {
  viewers.set(request, viewer);
}

/**
 * What whoever `request` is from may see.
 * @throws Error on a public route, where nobody has been asked
 */
export function viewerOf(request: FastifyRequest): Viewer {
  return asked(viewers.get(request), request);
}

/**
 * Who `request` is from.
 * @throws Error on a public route, where nobody has been asked
 */
export function principalOf(request: FastifyRequest): Principal {
  return asked(principals.get(request), request);
}

function asked<T>(found: T | undefined, request: FastifyRequest): T {
  if (!found) throw new Error(`${request.routeOptions.url ?? 'this route'} is public: nobody is signed in`);
  return found;
}

/** Parameter decorator: who makes the request. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  principalOf(context.switchToHttp().getRequest()),
);
