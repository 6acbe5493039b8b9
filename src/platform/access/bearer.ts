import type { FastifyRequest } from 'fastify';

/** RFC 6750, section 2.1: one space, one token. */
const BEARER = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i;

const UNKNOWN = Symbol('unknown bearer');

type Bearing = Pick<FastifyRequest, 'headers'> & { [UNKNOWN]?: true };

/**
 * The token in the `Authorization` header; `undefined` when there is none, something that is no bearer token, or one that
 * was found to be nobody's.
 */
export const bearerOf = (request: Bearing): string | undefined =>
  request[UNKNOWN] ? undefined : BEARER.exec(request.headers.authorization ?? '')?.[1];

/** Says that the token of `request` is nobody's, so that it is not looked for again. */
export function disregardBearer(request: Bearing): void {
  request[UNKNOWN] = true;
}
