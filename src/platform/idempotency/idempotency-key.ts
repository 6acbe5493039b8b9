import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from '../http/problem.js';
import { headerParameter } from '../openapi/header-parameter.js';

const KEY = /^[\x21-\x7e]{1,200}$/;

/** Identifies retries of a request. */
export interface IdempotencyKey {
  /** `Idempotency-Key` as the client sent it. */
  readonly key: string;
  /** Method and route pattern. */
  readonly route: string;
  readonly body: unknown;
}

/** The `Idempotency-Key` of a request with the request it belongs to; undefined without one. */
export const CurrentIdempotencyKey = createParamDecorator(keyOf, [
  headerParameter('Idempotency-Key', 'Makes retries safe: a retry gets the first response.', {
    type: 'string',
    minLength: 1,
    maxLength: 200,
  }),
]);

function keyOf(_: unknown, context: ExecutionContext): IdempotencyKey | undefined {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new ProblemException('malformed_request', 'Idempotency-Key must be 1 to 200 visible ASCII characters.');
  }
  return { key, route: `${request.method} ${request.routeOptions.url}`, body: request.body };
}
