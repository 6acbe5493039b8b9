import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../http/problem-reply.js';
import { networkOf } from './client-network.js';
import type { Limiter } from './limiter.js';
import { refusal } from './refuse.js';

/**
 * What an address may ask in all, counted before anything of a request is read or looked up. A hook of Fastify's that runs
 * for every request, those that no route takes included: there is no path that it does not see.
 */
export const addressLimit =
  (limiter: Limiter) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const verdict = await limiter.take(networkOf(request.ip));
    if (verdict.allowed) return undefined;
    sendProblem(request, reply, refusal(reply, verdict));
    return reply;
  };
