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
import { refuseBodiesOfStrangers } from '../http/request-size.js';
import { CLOCK } from '../time/clock.js';
import { addressLimit } from './address-limit.js';
import { Counters } from './counters.js';
import { LINE_LIMITS, lineUp } from './line-up.js';
import { openRequestLimit } from './open-requests.js';
import { OrgLines } from './org-lines.js';
import { TRAFFIC } from './policy.js';

/**
 * What is refused before a request's body is read and anybody asks who sends it: in this order, after CORS has said who
 * may read the answer. Preflights count and are answered when nothing refused them. What is left waits in its org's line
 * once its body has been read. Hooks of Fastify's see every request, however its path is spelled.
 */
export function guardTheDoor(app: NestFastifyApplication, settings: Settings): void {
  const { allowedOrigins, publicUrl, production, trustedProxies, maxConnectionsPerAddress } = settings;
  const fastify = app.getHttpAdapter().getInstance();
  const counters = app.get(Counters, { strict: false });
  const keys = app.get(ApiKeys, { strict: false });
  const tokens = app.get(AccessTokens, { strict: false });
  const clock = app.get<Clock>(CLOCK, { strict: false });

  /** An API key is never asked for as a session, nor the other way round. */
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
  // A proxy may have put another Host in the place of the one that the page has. In production this is https; where it is
  // not set, http://localhost is no page of ours.
  const own = production && !publicUrl.startsWith('https:') ? [] : [new URL(publicUrl).origin];
  fastify.addHook('onRequest', refuseCrossSite([...allowedOrigins, ...own]));
  fastify.addHook('onRequest', refuseBodiesOfStrangers(isKnown));
  if (allowedOrigins.length > 0) fastify.addHook('onRequest', answerPreflight);
  lineUp(fastify, { reads: new OrgLines(LINE_LIMITS, clock), writes: new OrgLines(LINE_LIMITS, clock) }, orgOf);
}
