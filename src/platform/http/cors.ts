import { CURSOR_HEADER } from '@bellhop/protocol';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

/** Seconds that browsers may cache a preflight response: Chromium's maximum. */
const PREFLIGHT_SECONDS = 7_200;

/**
 * Lets pages of `allowed` origins read responses and send the cookie. Headers are set before a request can be refused, so
 * that the page sees why; {@link answerPreflight} answers preflights after they have been counted.
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
    // Any other OPTIONS request is routed as usual, and no route matches it.
    delegator: (request, callback) => callback(null, { ...options, preflight: isPreflight(request) }),
  });
}

/** Answers preflights with 204. Register it after all hooks that may refuse a request. */
export function answerPreflight(request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void {
  if (isPreflight(request)) void reply.code(204).header('content-length', '0').send();
  else next();
}

/** The definition of the Fetch standard. */
const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
