import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from './problem.js';
import { sendProblem } from './problem-reply.js';

/** Bytes of a body. No command of the API comes near; a route that needs more says so in its `RouteConfig`. */
export const BODY_LIMIT_BYTES = 65_536;
/** Characters of path and query together. */
const URL_LIMIT = 8_192;

/** Refuses addresses that are longer than any the API has. */
export async function refuseLongUrl(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  if (request.url.length <= URL_LIMIT) return undefined;
  sendProblem(request, reply, new ProblemException('uri_too_long', `At most ${URL_LIMIT} characters are read.`));
  return reply;
}

/**
 * On routes that take more than {@link BODY_LIMIT_BYTES} that much is read of everyone, and more only of those whom
 * `isKnown` knows. Guards come after the body has been read and parsed, so this asks before.
 */
export const refuseBodiesOfStrangers =
  (isKnown: (request: FastifyRequest) => Promise<boolean>) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { bodyLimit = BODY_LIMIT_BYTES } = request.routeOptions;
    if (bodyLimit <= BODY_LIMIT_BYTES || declaredBytes(request) <= BODY_LIMIT_BYTES) return undefined;
    if (await isKnown(request)) return undefined;
    // What is left of the body is not read: the connection ends with the answer.
    void reply.header('connection', 'close');
    sendProblem(request, reply, new ProblemException('unauthenticated'));
    return reply;
  };

/** What the client says it sends; infinity when it does not say. */
function declaredBytes({ headers }: FastifyRequest): number {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  if (length !== undefined) return Number(length);
  return coding === undefined ? 0 : Infinity;
}
