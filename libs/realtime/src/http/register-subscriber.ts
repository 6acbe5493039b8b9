import { HttpException, HttpStatus, UnauthorizedException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { SubscriberLimits } from '../channels/subscriber-count.js';
import type { SessionRegistry } from '../channels/session-registry.js';
import type { Transport, Registration } from '../channels/registration.js';
import type { SubscribeRequest } from './subscribe-query.js';

/** `Retry-After` for a client over a limit, in seconds. */
export const TOO_MANY_RETRY_S = 30;

/** The user or org already has its maximum number of open streams or polls. */
export class TooManySubscribersError extends HttpException {
  constructor(whose: 'user' | 'organisation', transport: Transport, limit: number) {
    super(`this ${whose} already has ${limit} open ${transport}s, the maximum`, HttpStatus.TOO_MANY_REQUESTS);
  }
}

/** The session ended before the request was admitted, or while it waited. */
export const sessionEnded = (): UnauthorizedException => new UnauthorizedException('the session has ended');

/**
 * Admits a stream or poll to the session registry.
 * @throws UnauthorizedException if its session has ended meanwhile, {@link TooManySubscribersError} (with `Retry-After`)
 */
export function registerSubscriber(
  sessions: SessionRegistry,
  { viewer, filter }: SubscribeRequest,
  transport: Transport,
  limits: SubscriberLimits,
  reply: FastifyReply,
): Registration {
  const registration = sessions.register(viewer, transport, filter, limits);
  if (typeof registration !== 'string') return registration;
  if (registration === 'ended') throw sessionEnded();
  reply.header('retry-after', String(TOO_MANY_RETRY_S));
  if (registration === 'user-full') throw new TooManySubscribersError('user', transport, limits.perUser);
  throw new TooManySubscribersError('organisation', transport, limits.perOrg);
}
