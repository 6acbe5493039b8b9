import { HttpException, HttpStatus, UnauthorizedException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ReaderLimits } from '../channels/reader-count.js';
import type { Roster } from '../channels/roster.js';
import type { ReaderKind, Seat } from '../channels/seat.js';
import type { ReaderRequest } from './reader-query.js';

/** `Retry-After` for a client over a limit, in seconds. */
export const TOO_MANY_RETRY_S = 30;

/** The user or org already has its maximum number of open streams or polls. */
export class TooManyReadersError extends HttpException {
  constructor(whose: 'user' | 'organisation', kind: ReaderKind, limit: number) {
    super(`this ${whose} already has ${limit} open ${kind}s, the maximum`, HttpStatus.TOO_MANY_REQUESTS);
  }
}

/** The session ended before the request was admitted, or while it waited. */
export const sessionEnded = (): UnauthorizedException => new UnauthorizedException('the session has ended');

/**
 * Admits a stream or poll to the session registry.
 * @throws UnauthorizedException if its session has ended meanwhile, {@link TooManyReadersError} (with `Retry-After`)
 */
export function takeSeat(
  roster: Roster,
  { viewer, filter }: ReaderRequest,
  kind: ReaderKind,
  limits: ReaderLimits,
  reply: FastifyReply,
): Seat {
  const seat = roster.join(viewer, kind, filter, limits);
  if (typeof seat !== 'string') return seat;
  if (seat === 'ended') throw sessionEnded();
  reply.header('retry-after', String(TOO_MANY_RETRY_S));
  if (seat === 'user-full') throw new TooManyReadersError('user', kind, limits.perUser);
  throw new TooManyReadersError('organisation', kind, limits.perOrg);
}
