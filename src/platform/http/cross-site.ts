import { evaluateCrossOriginRequest } from '@nestjs/core/security/cross-origin-protection.js';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { ProblemException } from './problem.js';
import { sendProblem } from './problem-reply.js';

/**
 * Refuses what pages of other sites make a browser send, by `Sec-Fetch-Site` and `Origin` as Go's CrossOriginProtection
 * reads them (the algorithm is Nest's): everything but reading, and the doors of events, which are read but stay open. The
 * rest may be asked from anywhere, since without CORS no other page gets to see the answer. Programs that are no
 * browsers send neither header and are let through.
 *
 * @param allowed origins whose pages may
 */
export function refuseCrossSite(allowed: readonly string[]) {
  const trustedOrigins = new Set(allowed);
  return (request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void => {
    const { origin, host } = request.headers;
    const secFetchSite = single(request.headers['sec-fetch-site']);
    // What no browser sends is let through by the algorithm below as well.
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

/** Whether a route is one that pages of other sites may not ask: it changes something, or it is a stream or a poll. */
export const isKeptFromOtherSites = (method: string, path: string): boolean =>
  !READING.has(method.toUpperCase()) || LIVE.test(path);

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Of the whole org and of one domain, of now and of before. */
const LIVE = /\/(?:realtime\/(?:stream|poll|subscribe)|events\/subscribe)$/;

/** Repeated ones are joined, so that they equal nothing that is let through. */
const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header;
