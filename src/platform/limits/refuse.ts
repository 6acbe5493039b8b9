import type { FastifyReply } from 'fastify';
import { ProblemException } from '../http/problem.js';
import type { Verdict } from './policy.js';

/** Says how much is left, as draft-ietf-httpapi-ratelimit-headers has it. */
export function tellLimit(reply: FastifyReply, { policy, remaining, resetSeconds }: Verdict): void {
  void reply.headers({
    'ratelimit-policy': `"${policy.name}";q=${policy.points};w=${policy.seconds}`,
    ratelimit: `"${policy.name}";r=${remaining};t=${resetSeconds}`,
  });
}

/** Readies `reply` for a 429 and gives what is to be thrown or sent. The same words whatever was exceeded. */
export function refusal(reply: FastifyReply, verdict: Verdict): ProblemException {
  tellLimit(reply, verdict);
  void reply.header('retry-after', String(verdict.resetSeconds));
  return new ProblemException('rate_limited', `Try again in ${verdict.resetSeconds} s.`);
}
