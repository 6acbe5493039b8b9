import { CURSOR_HEADER } from '@bellhop/protocol';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

/** How long browsers may remember a preflight's answer: as long as any of them does. */
const PREFLIGHT_SECONDS = 7_200;

/**
 * Lets pages of `allowed` origins read the answers and send the cookie. The headers are set before anything can refuse a
 * request, so that a page sees why; {@link answerPreflight} ends the preflights, after they have been counted.
 */
export function enableCors(app: NestFastifyApplication, allowed: readonly string[]): void {
  const options = {
    origin: [...allowed],
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: [CURSOR_HEADER, 'etag', 'idempotent-replayed', 'ratelimit', 'ratelimit-policy', 'retry-after'],
    credentials: true,
    maxAge: PREFLIGHT_SECONDS,
    preflightContinue: true,
  };
  app.enableCors({
    // Any other OPTIONS is a request like all, which no route takes.
    delegator: (request, callback) => callback(null, { ...options, preflight: isPreflight(request) }),
  });
}

/** To be the last hook of those that may refuse a request. */
export function answerPreflight(request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void {
  if (isPreflight(request)) void reply.code(204).header('content-length', '0').send();
  else next();
}

/** As the Fetch standard has it. */
const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
