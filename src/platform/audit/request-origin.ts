import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Where a request came from, as far as it can be told; cut to what is kept of it. */
export interface RequestOrigin {
  /** At most 64 characters. Behind a proxy it is the proxy's, unless `TRUST_PROXY` names that one. */
  readonly address: string | null;
  /** As the client names itself, at most 256 characters. */
  readonly userAgent: string | null;
}

const ADDRESS_CHARACTERS = 64;
const USER_AGENT_CHARACTERS = 256;

export const originOf = ({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): RequestOrigin => ({
  address: ip === '' ? null : ip.slice(0, ADDRESS_CHARACTERS),
  userAgent: storable(headers['user-agent']),
});

/** A header is bytes read as Latin-1, so neither NUL (Node refuses it) nor a surrogate can be in it. */
const storable = (text: string | undefined): string | null => text?.trim().slice(0, USER_AGENT_CHARACTERS) || null;

/** Parameter decorator: where the request came from. */
export const CurrentOrigin = createParamDecorator((_: unknown, context: ExecutionContext): RequestOrigin =>
  originOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
