import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from '../http/problem.js';
import { documentsHeader } from '../openapi/documents-header.js';
import type { CommandKey } from './commands.js';

const KEY = /^[\x21-\x7e]{1,200}$/;

/** The `Idempotency-Key` of a request with the request it belongs to; undefined without one. */
export const IdempotencyKey = createParamDecorator(keyOf, [
  documentsHeader('Idempotency-Key', 'Makes retries safe: a retry gets the first response.', {
    type: 'string',
    minLength: 1,
    maxLength: 200,
  }),
]);

function keyOf(_: unknown, context: ExecutionContext): CommandKey | undefined {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new ProblemException('malformed_request', 'Idempotency-Key must be 1 to 200 visible ASCII characters.');
  }
  return { key, route: `${request.method} ${request.routeOptions.url}`, body: request.body };
}
