import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { IdempotentResponse } from './writes.js';

/** Limits that count only failed attempts. */
export interface AttemptLimits {
  isAttempt(request: FastifyRequest): boolean;
  succeeded(request: FastifyRequest): Promise<void>;
}

/**
 * Finishes every successful response before it is sent: limits that count only failures take back their count, a
 * {@link IdempotentResponse} is unwrapped, and a row's version becomes its `ETag`, for use as `If-Match`. It is a hook because an
 * interceptor would cost each request an observable and a deferred handler; it protects nothing.
 */
export function finishResponses(fastify: Pick<FastifyInstance, 'addHook'>, limits: AttemptLimits): void {
  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    if (reply.statusCode >= 400) return done(null, payload);
    const body = finish(payload, reply);
    if (!limits.isAttempt(request)) return done(null, body);
    limits.succeeded(request).then(
      () => done(null, body),
      (error: unknown) => done(error as Error),
    );
  });
}

/** @returns the body to send */
function finish(answer: unknown, reply: FastifyReply): unknown {
  let body = answer;
  if (answer instanceof IdempotentResponse) {
    if (answer.replayed) void reply.header('idempotent-replayed', 'true');
    body = answer.body;
  }
  if (typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number') {
    void reply.header('etag', `"${body.version}"`);
  }
  return body;
}
