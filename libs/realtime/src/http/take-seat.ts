import { HttpException, HttpStatus, UnauthorizedException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ReaderLimits } from '../channels/reader-count.js';
import type { Roster } from '../channels/roster.js';
import type { ReaderKind, Seat } from '../channels/seat.js';
import type { ReaderRequest } from './reader-query.js';

/** When a client may try again that was refused because too many read, in seconds. */
export const TOO_MANY_RETRY_S = 30;

/** Its user or its organisation has as many readers open as it may have. */
export class TooManyReadersError extends HttpException {
  constructor(whose: 'user' | 'organisation', kind: ReaderKind, limit: number) {
    super(`this ${whose} has ${limit} ${kind}s open already, which is the limit`, HttpStatus.TOO_MANY_REQUESTS);
  }
}

/** The session ended while its request was being let in, or while it waited. */
export const sessionEnded = (): UnauthorizedException => new UnauthorizedException('the session has ended');

/**
 * Takes a reader in.
 * @throws UnauthorizedException when its session has ended meanwhile, {@link TooManyReadersError} (with `Retry-After`)
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
