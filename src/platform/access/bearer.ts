import type { FastifyRequest } from 'fastify';

/** RFC 6750, section 2.1: one space, one token. */
const BEARER = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i;

const UNKNOWN = Symbol('unknown bearer');

type Bearing = Pick<FastifyRequest, 'headers'> & { [UNKNOWN]?: true };

/** Returns the token of the `Authorization` header; `undefined` without a bearer token, or after {@link disregardBearer}. */
export const bearerOf = (request: Bearing): string | undefined =>
  request[UNKNOWN] ? undefined : BEARER.exec(request.headers.authorization ?? '')?.[1];

/** Marks the token of `request` as unknown, so that it is not looked up again. */
export function disregardBearer(request: Bearing): void {
  request[UNKNOWN] = true;
}
