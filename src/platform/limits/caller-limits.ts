import { MAX_PUBLISHED_EVENTS } from '@bellhop/protocol';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerOf } from '../access/bearer.js';
import { principalOf } from '../access/principal.js';
import { keyHashOf } from '../api-keys/key-hash.js';
import { Counters } from './counters.js';
import type { MemoryLimiter } from './memory-limiter.js';
import { TRAFFIC } from './policy.js';
import { refusal, setRateLimitHeaders } from './refuse.js';

/** Traffic limits of users, orgs and API keys. */
@Injectable()
export class CallerLimits {
  readonly #user: MemoryLimiter;
  readonly #org: MemoryLimiter;
  readonly #key: MemoryLimiter;
  readonly #events: MemoryLimiter;

  constructor(counters: Counters) {
    this.#user = counters.ofTraffic(TRAFFIC.user);
    this.#org = counters.ofTraffic(TRAFFIC.org);
    this.#key = counters.ofTraffic(TRAFFIC.key);
    this.#events = counters.ofTraffic(TRAFFIC.events);
  }

  /** @throws ProblemException `rate_limited` */
  person(request: FastifyRequest, reply: FastifyReply): void {
    const { orgId, userId } = principalOf(request);
    const user = this.#user.take(userId);
    if (!user.allowed) throw refusal(reply, user);
    // Requests refused to a user do not count for the org, so that one user cannot exhaust the org's limit.
    const org = this.#org.take(orgId);
    if (!org.allowed) throw refusal(reply, org);
  }

  /**
   * Counts requests and events, so that batches of 500 do not multiply what is allowed.
   * @throws ProblemException `rate_limited`
   */
  service(request: FastifyRequest, reply: FastifyReply): void {
    const key = keyHashOf(request, bearerOf(request) ?? '');
    if (key === undefined) throw new Error('the request of a service has no API key');
    const requests = this.#key.take(key);
    if (!requests.allowed) throw refusal(reply, requests);
    const { body } = request;
    const events = this.#events.take(key, Array.isArray(body) ? Math.min(body.length, MAX_PUBLISHED_EVENTS) : 1);
    if (!events.allowed) throw refusal(reply, events);
    setRateLimitHeaders(reply, events);
  }
}
