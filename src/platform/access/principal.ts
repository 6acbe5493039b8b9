import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '@bellhop/hotel';
import type { Viewer } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';

/** Who makes a request, and what they may see right now. */
export interface Principal extends Viewer {
  readonly role: Role;
  /** Of the user's row that the rights are of. */
  readonly version: number;
  readonly name: string;
  readonly email: string;
  readonly orgName: string;
}

/** On the request itself: a `WeakMap` of all that are under way is what the collector of garbage has to go through. */
const PRINCIPAL = Symbol('principal');

type Identified = FastifyRequest & { [PRINCIPAL]?: Principal };

/** For the guard alone: says who `request` is from. */
export function identify(request: Identified, principal: Principal): void {
  request[PRINCIPAL] = principal;
}

/**
 * Who `request` is from.
 * @throws Error on a public route, where nobody has been asked
 */
export function principalOf(request: Identified): Principal {
  const found = request[PRINCIPAL];
  if (!found) throw new Error(`${request.routeOptions.url ?? 'this route'} is public: nobody is signed in`);
  return found;
}

/** Parameter decorator: who makes the request. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  principalOf(context.switchToHttp().getRequest()),
);
