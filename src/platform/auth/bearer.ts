import type { FastifyRequest } from 'fastify';

/** RFC 6750, section 2.1: one space, one token. */
const BEARER = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i;

/** The token in the `Authorization` header; `undefined` when there is none, or something that is no bearer token. */
export const bearerOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined =>
  BEARER.exec(headers.authorization ?? '')?.[1];
