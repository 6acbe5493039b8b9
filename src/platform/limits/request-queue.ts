import { watchClient } from '@bellhop/realtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from '../http/problem.js';
import { sendProblem } from '../http/problem-reply.js';
import { BODY_LIMIT_BYTES, declaredBytes } from '../http/request-size.js';
import { type QueueLimits, type OrgQueues, QueueSlot } from './org-queues.js';

/** Estimated memory of a waiting request beside its body: socket, headers, objects. */
const REQUEST_BYTES = 8_192;
const MIB = 1_048_576;

/**
 * A second request of an org is cheap while the first waits for the database; a ninth gains the org nothing and takes event
 * loop time from others (docs/decisions/0025).
 */
export const QUEUE_LIMITS: QueueLimits = {
  underWay: 8,
  waiting: 1_000,
  waitingBytes: 16 * MIB,
  allWaiting: 10_000,
  allWaitingBytes: 64 * MIB,
  waitMs: 5_000,
};

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const SLOT = Symbol('place in line');

type QueuedRequest = FastifyRequest & { [SLOT]?: QueueSlot };

/** Separate, so that an org's reads do not wait behind its writes. */
export interface RequestQueues {
  readonly reads: OrgQueues;
  readonly writes: OrgQueues;
}

/**
 * Queues requests per org before guards, pipes and handlers. Their bodies have been read by then, so a slow sender holds no
 * place. A place is freed when the response is ready to be written, however slowly its client reads, or when the connection
 * is gone. Streams and polls do not queue.
 * @param orgOf returns the org of a request's credentials; a promise for credentials not seen before
 */
export function queueRequests(
  fastify: Pick<FastifyInstance, 'addHook'>,
  { reads, writes }: RequestQueues,
  orgOf: (request: FastifyRequest) => string | undefined | Promise<string | undefined>,
): void {
  fastify.addHook('preHandler', (request: QueuedRequest, reply, next) => {
    if (isLongLived(request)) return next();
    const proceed = (orgId: string | undefined): void => {
      if (orgId === undefined) next();
      else enter(READING.has(request.method) ? reads : writes, orgId, request, reply, next);
    };
    const orgId = orgOf(request);
    if (orgId instanceof Promise) orgId.then(proceed, next);
    else proceed(orgId);
  });
  fastify.addHook('onSend', (request: QueuedRequest, _reply, payload, next) => {
    request[SLOT]?.leave();
    next(null, payload);
  });
}

function enter(queues: OrgQueues, orgId: string, request: QueuedRequest, reply: FastifyReply, next: () => void): void {
  let stopWatching = (): void => undefined;
  const slot = queues.enter(orgId, REQUEST_BYTES + bodyBytes(request), (outcome) => {
    stopWatching();
    if (outcome === 'admitted') next();
    else
      sendProblem(
        request,
        reply,
        new ProblemException('unavailable', 'Timed out waiting for earlier requests of the organisation.'),
      );
  });
  if (!(slot instanceof QueueSlot)) return refuse(request, reply, slot.waitedMs);
  request[SLOT] = slot;
  reply.raw.once('close', () => slot.leave());
  if (slot.state !== 'waiting') return next();
  // If the client disconnects while waiting, the request is never begun.
  stopWatching = watchClient(request.raw, () => slot.leave());
}

/** Refuses with Retry-After set to the current wait: an earlier retry would find the queue as full. */
function refuse(request: FastifyRequest, reply: FastifyReply, waitedMs: number): void {
  const seconds = Math.max(1, Math.ceil(waitedMs / 1_000));
  void reply.header('retry-after', String(seconds));
  const detail = `Too many requests of your organisation are waiting. Try again in ${seconds} s.`;
  sendProblem(request, reply, new ProblemException('rate_limited', detail));
}

const isLongLived = ({ routeOptions }: FastifyRequest): boolean =>
  ((routeOptions.config ?? {}) as { readonly isLongLived?: boolean }).isLongLived === true;

/** Bytes of a request's body; one of undeclared length counts as the route's maximum. */
const bodyBytes = (request: FastifyRequest): number =>
  Math.min(declaredBytes(request), request.routeOptions.bodyLimit ?? BODY_LIMIT_BYTES);
