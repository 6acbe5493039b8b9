import { evaluateCrossOriginRequest } from '@nestjs/core/security/cross-origin-protection.js';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { ProblemException } from './problem.js';
import { sendProblem } from './problem-reply.js';

/**
 * Refuses cross-site requests by `Sec-Fetch-Site` and `Origin`, as Go's CrossOriginProtection does (Nest's implementation).
 * It covers every request that writes, and the stream and poll routes, whose responses stay open. Other reads are allowed
 * from anywhere: without CORS, no other site's page can see the response. Non-browser clients send neither header and pass.
 *
 * @param allowed origins that may send cross-site requests
 */
export function refuseCrossSite(allowed: readonly string[]) {
  const trustedOrigins = new Set(allowed);
  return (request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void => {
    const { origin, host } = request.headers;
    const secFetchSite = single(request.headers['sec-fetch-site']);
    // The common case of non-browser clients, which the algorithm below allows too.
    if (origin === undefined && secFetchSite === undefined) {
      next();
      return;
    }
    const decision = evaluateCrossOriginRequest(
      {
        method: isKeptFromOtherSites(request.method, request.routeOptions.url ?? '') ? 'POST' : 'GET',
        ...(secFetchSite !== undefined && { secFetchSite }),
        ...(origin !== undefined && { origin }),
        ...(host !== undefined && { host }),
      },
      { trustedOrigins },
    );
    if (decision.allowed) next();
    else sendProblem(request, reply, new ProblemException('forbidden', 'Cross-site requests are not allowed.'));
  };
}

/** Whether pages of other sites may not request a route: it writes, or it is a stream or a poll. */
export const isKeptFromOtherSites = (method: string, path: string): boolean =>
  !READING.has(method.toUpperCase()) || LIVE.test(path);

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Stream and poll routes, of an org or one domain, current and legacy. */
const LIVE = /\/(?:realtime\/(?:stream|poll|subscribe)|events\/subscribe)$/;

/** Joins repeated headers, so that they match no allowed value. */
const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header;
