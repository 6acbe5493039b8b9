import type { FastifyReply, FastifyRequest } from 'fastify';

/** Logs a line at the end of each request: the route's pattern instead of the URL, so that no id or ticket is logged. */
export function logRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  request.log.info(
    {
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
    },
    'request',
  );
  done();
}
