import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { networkOf } from '../http/client-network.js';
import { ACCOUNT_ROUTES, type Rule, SIGN_IN_ROUTE } from './account-routes.js';
import { Counters } from './counters.js';
import type { Limiter } from './limiter.js';
import { type Policy, TRAFFIC } from './policy.js';
import { refusal, setRateLimitHeaders } from './refuse.js';
import { SignInLimit } from './sign-in-limit.js';

/** Limits of routes that sign in, check a secret or send mail. */
@Injectable()
export class AccountLimits {
  readonly #limiters = new Map<Policy, Limiter>();
  /** For attempts under way: takes back their points if they succeed. */
  readonly #attempts = new WeakMap<FastifyRequest, () => Promise<void>>();

  constructor(
    counters: Counters,
    private readonly signIn: SignInLimit,
  ) {
    for (const policy of new Set([...ACCOUNT_ROUTES.values()].flat().map(({ policy }) => policy))) {
      this.#limiters.set(policy, policy === TRAFFIC.refresh ? counters.ofTraffic(policy) : counters.shared(policy));
    }
  }

  /**
   * @returns `undefined` for a route that has no limits of its own
   * @throws ProblemException `rate_limited`
   */
  take(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    // The route's pattern, not the path: a route counts as one however its path is spelled.
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    if (route === SIGN_IN_ROUTE) return this.#takeSignIn(request, reply);
    const rules = ACCOUNT_ROUTES.get(route);
    return rules && this.#takeEach(rules, request, reply);
  }

  /** Whether the success of `request` affects a limit. */
  isAttempt(request: FastifyRequest): boolean {
    return this.#attempts.has(request);
  }

  /** Call when `request` succeeded. */
  async succeeded(request: FastifyRequest): Promise<void> {
    await this.#attempts.get(request)?.();
  }

  async #takeEach(rules: readonly Rule[], request: FastifyRequest, reply: FastifyReply): Promise<void> {
    for (const rule of rules) {
      const key = keyOf(rule, request);
      const verdict = key === undefined ? undefined : await this.#limiters.get(rule.policy)?.take(key);
      if (verdict && !verdict.allowed) throw refusal(reply, verdict);
    }
  }

  async #takeSignIn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const email = emailIn(request);
    // Validation refuses a body without an email.
    if (email === undefined) return;
    const attempt = await this.signIn.attempt(email, hashOf(email), networkOf(request.ip));
    if (!attempt.verdict.allowed) throw refusal(reply, attempt.verdict);
    setRateLimitHeaders(reply, attempt.verdict);
    this.#attempts.set(request, () => attempt.succeeded());
  }
}

function keyOf({ by }: Rule, request: FastifyRequest): string | undefined {
  if (by === 'address') return networkOf(request.ip);
  if (by === 'user') return principalOf(request).userId;
  if (by === 'org') return principalOf(request).orgId;
  if (by === 'member') return memberIn(request);
  const email = emailIn(request);
  return email === undefined ? undefined : hashOf(email);
}

/** With the caller's org, so that nobody uses up another org's attempts. Hashed, since the path may hold anything. */
const memberIn = (request: FastifyRequest): string =>
  hashOf(
    `${principalOf(request).orgId} ${String((request.params as { readonly userId?: unknown }).userId).toLowerCase()}`,
  );

/** Normalised like the account's email, so that another spelling is not another account. */
function emailIn({ body }: FastifyRequest): string | undefined {
  if (typeof body !== 'object' || body === null || !('email' in body)) return undefined;
  return typeof body.email === 'string' ? body.email.trim().toLowerCase() : undefined;
}

/** Of fixed length whatever the email's, and keeps addresses out of the table of counts. */
const hashOf = (email: string): string => createHash('sha256').update(email).digest('base64url');
