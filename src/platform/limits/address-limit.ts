import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { networkOf } from '../http/client-network.js';
import { sendProblem } from '../http/problem-reply.js';
import type { MemoryLimiter } from './memory-limiter.js';
import { refusal } from './refuse.js';

/**
 * Limits all requests of an address before anything of them is read. A Fastify hook, so that it covers every request,
 * including those that no route matches.
 */
export const addressLimit =
  (limiter: MemoryLimiter) =>
  (request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void => {
    const verdict = limiter.take(networkOf(request.ip));
    if (verdict.allowed) next();
    else sendProblem(request, reply, refusal(reply, verdict));
  };
