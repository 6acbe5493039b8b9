import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Clock } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';
import { bearerOf, disregardBearer } from '../access/bearer.js';
import { ApiKeys } from '../api-keys/api-keys.js';
import { keyHashOf } from '../api-keys/key-hash.js';
import { AccessTokens } from '../auth/access-tokens.js';
import type { Settings } from '../config/settings.js';
import { answerPreflight } from '../http/cors.js';
import { refuseCrossSite } from '../http/cross-site.js';
import { proxyCheck } from '../http/proxies.js';
import { refuseUnauthenticatedBodies } from '../http/request-size.js';
import { CLOCK } from '../time/clock.js';
import { addressLimit } from './address-limit.js';
import { Counters } from './counters.js';
import { QUEUE_LIMITS, queueRequests } from './request-queue.js';
import { openRequestLimit } from './open-requests.js';
import { OrgQueues } from './org-queues.js';
import { TRAFFIC } from './policy.js';

/**
 * Registers the checks that run before a request's body is read and its caller authenticated, in this order, after the CORS
 * headers are set. Preflights count, and are answered if nothing refused them. Remaining requests queue per org once their
 * body has been read. Fastify hooks run for every request, however its path is spelled.
 */
export function applyPreHandlerLimits(app: NestFastifyApplication, settings: Settings): void {
  const { allowedOrigins, publicUrl, production, trustedProxies, maxConnectionsPerAddress } = settings;
  const fastify = app.getHttpAdapter().getInstance();
  const counters = app.get(Counters, { strict: false });
  const keys = app.get(ApiKeys, { strict: false });
  const tokens = app.get(AccessTokens, { strict: false });
  const clock = app.get<Clock>(CLOCK, { strict: false });

  /** Looks up a bearer token either as an API key or as a session, by its form, never as both. */
  const callerOf = async (request: FastifyRequest, bearer: string): Promise<{ readonly orgId: string } | undefined> => {
    const keyHash = keyHashOf(request, bearer);
    return keyHash === undefined ? tokens.sessionOf(bearer) : keys.publisherOf(keyHash);
  };
  const isKnown = async (request: FastifyRequest): Promise<boolean> => {
    const bearer = bearerOf(request);
    if (bearer === undefined) return false;
    return (await callerOf(request, bearer)) !== undefined;
  };

  const orgOf = (request: FastifyRequest): string | undefined | Promise<string | undefined> => {
    const bearer = bearerOf(request);
    if (bearer === undefined) return undefined;
    const keyHash = keyHashOf(request, bearer);
    const known = keyHash === undefined ? tokens.knownSessionOf(bearer)?.orgId : keys.knownOrgOf(keyHash);
    return known ?? learnOrgOf(request, bearer);
  };
  const learnOrgOf = async (request: FastifyRequest, bearer: string): Promise<string | undefined> => {
    const found = await callerOf(request, bearer);
    if (!found) disregardBearer(request);
    return found?.orgId;
  };

  if (counters.isOn) fastify.addHook('onRequest', addressLimit(counters.ofTraffic(TRAFFIC.address)));
  if (trustedProxies.length > 0) {
    fastify.addHook('onRequest', openRequestLimit(maxConnectionsPerAddress, proxyCheck(trustedProxies)));
  }
  // The dashboard's own origin, because a proxy may have replaced the Host that the page used. Only https in production:
  // without a PUBLIC_URL, the default http://localhost is not a page of this server.
  const own = production && !publicUrl.startsWith('https:') ? [] : [new URL(publicUrl).origin];
  fastify.addHook('onRequest', refuseCrossSite([...allowedOrigins, ...own]));
  fastify.addHook('onRequest', refuseUnauthenticatedBodies(isKnown));
  if (allowedOrigins.length > 0) fastify.addHook('onRequest', answerPreflight);
  queueRequests(
    fastify,
    { reads: new OrgQueues(QUEUE_LIMITS, clock), writes: new OrgQueues(QUEUE_LIMITS, clock) },
    orgOf,
  );
}
