import { MAX_PUBLISHED_EVENTS } from '@bellhop/protocol';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerOf } from '../access/bearer.js';
import { principalOf } from '../access/principal.js';
import { keyHashOf } from '../api-keys/key-hash.js';
import { Counters } from './counters.js';
import type { MemoryLimiter } from './memory-limiter.js';
import { TRAFFIC } from './policy.js';
import { refusal, tellLimit } from './refuse.js';

/** What users, orgs and API keys may do in all. */
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
    // What is refused to a user does not count for the org: one cannot use up what is everybody's.
    const org = this.#org.take(orgId);
    if (!org.allowed) throw refusal(reply, org);
  }

  /**
   * By requests and by events, so that 500 at a time are not 500 times as much.
   * @throws ProblemException `rate_limited`
   */
  service(request: FastifyRequest, reply: FastifyReply): void {
    const key = keyHashOf(request, bearerOf(request) ?? '');
    if (key === undefined) throw new Error('a service is let in by its API key');
    const requests = this.#key.take(key);
    if (!requests.allowed) throw refusal(reply, requests);
    const { body } = request;
    const events = this.#events.take(key, Array.isArray(body) ? Math.min(body.length, MAX_PUBLISHED_EVENTS) : 1);
    if (!events.allowed) throw refusal(reply, events);
    tellLimit(reply, events);
  }
}
