import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { ProblemException } from './problem.js';
import { sendProblem } from './problem-reply.js';

/** Bytes of a request body; far more than most routes need. A route that needs more sets it in its `RouteConfig`. */
export const BODY_LIMIT_BYTES = 65_536;
/** Characters of path and query in total. */
const URL_LIMIT = 8_192;

/** Refuses URLs longer than any the API uses. */
export function refuseLongUrl(request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void {
  if (request.url.length <= URL_LIMIT) next();
  else
    sendProblem(request, reply, new ProblemException('uri_too_long', `At most ${URL_LIMIT} characters are allowed.`));
}

/**
 * Accepts bodies larger than {@link BODY_LIMIT_BYTES}, on routes that allow them, only from callers that `isKnown` accepts.
 * Guards run after the body has been read and parsed, so this check comes first.
 */
export const refuseUnauthenticatedBodies =
  (isKnown: (request: FastifyRequest) => Promise<boolean>) =>
  (request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void => {
    if (declaredBytes(request) <= BODY_LIMIT_BYTES || (request.routeOptions.bodyLimit ?? 0) <= BODY_LIMIT_BYTES) {
      next();
      return;
    }
    const decide = (known: boolean): void => {
      if (known) {
        next();
        return;
      }
      // The rest of the body is not read, so the connection closes with the response.
      void reply.header('connection', 'close');
      sendProblem(request, reply, new ProblemException('unauthenticated'));
    };
    isKnown(request).then(decide, next);
  };

/** Bytes that the request declares; Infinity for a chunked body. */
export function declaredBytes({ headers }: FastifyRequest): number {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  if (length !== undefined) return Number(length);
  return coding === undefined ? 0 : Infinity;
}
