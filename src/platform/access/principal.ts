import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Language, Role } from '@bellhop/hotel';
import type { Viewer } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';

/** The caller of a request, and what they may currently see. */
export interface Principal extends Viewer {
  readonly role: Role;
  /** Version of the user's row that the rights were read from. */
  readonly version: number;
  readonly name: string;
  readonly email: string;
  /** Null: the browser’s. */
  readonly language: Language | null;
  readonly orgName: string;
}

/** Stored on the request: a `WeakMap` of all requests under way would cost the garbage collector more. */
const PRINCIPAL = Symbol('principal');

type Identified = FastifyRequest & { [PRINCIPAL]?: Principal };

/** Sets the caller of `request`. For the auth guard only. */
export function identify(request: Identified, principal: Principal): void {
  request[PRINCIPAL] = principal;
}

/**
 * Returns the caller of `request`.
 * @throws Error on a public route, where no one is authenticated
 */
export function principalOf(request: Identified): Principal {
  const found = request[PRINCIPAL];
  if (!found) throw new Error(`${request.routeOptions.url ?? 'this route'} is public: no one is signed in`);
  return found;
}

/** Parameter decorator: the caller of the request. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  principalOf(context.switchToHttp().getRequest()),
);
