import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { networkOf } from '../http/client-network.js';
import { sendProblem } from '../http/problem-reply.js';
import type { MemoryLimiter } from './memory-limiter.js';
import { refusal } from './refuse.js';

/**
 * What an address may ask in all, counted before anything of a request is read or looked up. A hook of Fastify's that runs
 * for every request, those that no route takes included: there is no path that it does not see.
 */
export const addressLimit =
  (limiter: MemoryLimiter) =>
  (request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void => {
    const verdict = limiter.take(networkOf(request.ip));
    if (verdict.allowed) next();
    else sendProblem(request, reply, refusal(reply, verdict));
  };
