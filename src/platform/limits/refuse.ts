import type { FastifyReply } from 'fastify';
import { ProblemException } from '../http/problem.js';
import type { Verdict } from './policy.js';

/** Sets the headers of draft-ietf-httpapi-ratelimit-headers. */
export function setRateLimitHeaders(reply: FastifyReply, { policy, remaining, resetSeconds }: Verdict): void {
  void reply.headers({
    'ratelimit-policy': `"${policy.name}";q=${policy.points};w=${policy.seconds}`,
    ratelimit: `"${policy.name}";r=${remaining};t=${resetSeconds}`,
  });
}

/** Prepares `reply` for a 429 and returns the exception to throw or send. The message is the same for all limits. */
export function refusal(reply: FastifyReply, verdict: Verdict): ProblemException {
  setRateLimitHeaders(reply, verdict);
  void reply.header('retry-after', String(verdict.resetSeconds));
  return new ProblemException('rate_limited', `Try again in ${verdict.resetSeconds} s.`);
}
