import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { ProblemException } from './problem.js';
import { sendProblem } from './problem-reply.js';

/** Bytes of a body. No command of the API comes near; a route that needs more says so in its `RouteConfig`. */
export const BODY_LIMIT_BYTES = 65_536;
/** Characters of path and query together. */
const URL_LIMIT = 8_192;

/** Refuses addresses that are longer than any the API has. */
export function refuseLongUrl(request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void {
  if (request.url.length <= URL_LIMIT) next();
  else
    sendProblem(request, reply, new ProblemException('uri_too_long', `At most ${URL_LIMIT} characters are allowed.`));
}

/**
 * On routes that take more than {@link BODY_LIMIT_BYTES} that much is read of everyone, and more only of those whom
 * `isKnown` knows. Guards come after the body has been read and parsed, so this asks before.
 */
export const refuseBodiesOfStrangers =
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
      // What is left of the body is not read: the connection ends with the answer.
      void reply.header('connection', 'close');
      sendProblem(request, reply, new ProblemException('unauthenticated'));
    };
    isKnown(request).then(decide, next);
  };

/** What the client says it sends; infinity when it does not say. */
export function declaredBytes({ headers }: FastifyRequest): number {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  if (length !== undefined) return Number(length);
  return coding === undefined ? 0 : Infinity;
}
