import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type Problem, PROBLEM_CODES, type ProblemCode } from '@bellhop/protocol';
import { isTakenOver } from '@bellhop/realtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Described } from './describe-error.js';
import { PROBLEM_TITLES } from './problem.js';

const CONTENT_TYPE = 'application/problem+json; charset=utf-8';
const RETRY_UNAVAILABLE_SECONDS = 2;

function problemOf({ code, detail, reason, errors }: Described, requestId?: string): Problem {
  return {
    type: `urn:bellhop:problem:${code}`,
    title: PROBLEM_TITLES[code],
    status: PROBLEM_CODES[code],
    code,
    ...(detail !== undefined && { detail }),
    ...(reason !== undefined && { reason }),
    ...(errors !== undefined && errors.length > 0 && { errors }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** Responds with a problem. If a response has begun, destroys the connection instead, which marks that response as incomplete. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, described: Described): void {
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const problem = problemOf(described, request.id);
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  // Not for `outcome_unknown`: the change may have been saved, so clients must not retry without checking.
  if (problem.code === 'unavailable') void reply.header('retry-after', String(RETRY_UNAVAILABLE_SECONDS));
  void reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store', 'content-type': CONTENT_TYPE })
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem);
}

const CODE_OF_PARSER_ERROR: ReadonlyMap<string, ProblemCode> = new Map([
  ['HPE_HEADER_OVERFLOW', 'headers_too_large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request_timeout'],
]);

/** The response whose turn it is on a connection. Node's internal field; nothing public exposes it. */
interface HttpSocket extends Socket {
  readonly _httpMessage?: ServerResponse | null;
}

/**
 * Responds to bytes that are not an HTTP request, or not a complete one in time; they never reach Fastify. Destroys the
 * connection when an earlier request on it is under way: the client would take this response for that request's.
 */
export function refuseConnection(error: Error & { readonly code?: string }, socket: HttpSocket): void {
  const { _httpMessage: current } = socket;
  const isAnother = current && (current.headersSent || current.req.complete);
  if (error.code === 'ECONNRESET' || !socket.writable || isTakenOver(socket) || isAnother) {
    socket.destroy();
    return;
  }
  answerUnread(socket, { code: CODE_OF_PARSER_ERROR.get(error.code ?? '') ?? 'malformed_request' });
}

/** Responds on a connection on which no request has been read, and closes it. */
export function answerUnread(socket: Socket, described: Described): void {
  const problem = problemOf(described);
  const body = JSON.stringify(problem);
  const isLater = problem.status === 429 || problem.status === 503;
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\nContent-Type: ${CONTENT_TYPE}\r\n` +
      (isLater ? `Retry-After: ${RETRY_UNAVAILABLE_SECONDS}\r\n` : '') +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
