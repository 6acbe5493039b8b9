import { randomUUID } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyError, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { type ConnectionLimits, serverOptions } from './connection-limits.js';
import type { ConnectionReport } from './connection-report.js';
import type { ConnectionBounds } from './connection-table.js';
import { describeError } from './describe-error.js';
import { guardConnections } from './guard-connections.js';
import { readJsonOnly } from './json-body.js';
import { refuseConnection, sendProblem } from './problem-reply.js';
import { proxyCheck } from './proxies.js';
import { logRequest } from './request-log.js';
import { BODY_LIMIT_BYTES, refuseLongUrl } from './request-size.js';
import type { RouteTable } from './route-table.js';
import { setPolicies } from './security-headers.js';

export interface AdapterOptions {
  readonly connections: ConnectionLimits;
  readonly bounds: ConnectionBounds;
  /** Proxies whose `X-Forwarded-*` is believed. */
  readonly trustedProxies: readonly string[];
  readonly report: ConnectionReport;
}

/** Creates the Fastify adapter: JSON bodies only, problem details for requests that cannot be read. */
export function createAdapter(
  logger: Logger,
  routes: RouteTable,
  { connections, bounds, trustedProxies, report }: AdapterOptions,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT_BYTES,
    ...serverOptions(connections),
    // Without known proxies, X-Forwarded-* is not trusted: any client could forge it.
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // Ids that do not exist get a 404 whatever their length; headers are limited to 16 KiB anyway.
    routerOptions: { maxParamLength: 16_384 },
    // On shutdown, closes idle connections and answers requests under way; main.ts sets the time limit.
    forceCloseConnections: 'idle',
    // The router's own refusals (a URL that cannot be decoded) bypass hooks and filters.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      setPolicies(request, reply, () => sendProblem(request, reply, describeError(error))),
    clientErrorHandler: refuseConnection,
  });
  const fastify = adapter.getInstance();
  guardConnections(fastify.server, bounds, proxyCheck(trustedProxies), report);
  fastify.addHook('onRoute', (route) => {
    routes.add(route);
    const { bodyLimit } = (route.config ?? {}) as { readonly bodyLimit?: number };
    if (bodyLimit !== undefined) route.bodyLimit = bodyLimit;
  });
  fastify.addHook('onRequest', setPolicies);
  fastify.addHook('onRequest', refuseLongUrl);
  fastify.addHook('onResponse', logRequest);
  readJsonOnly(fastify);
  return adapter;
}
