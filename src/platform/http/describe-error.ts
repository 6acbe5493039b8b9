import { HttpException } from '@nestjs/common';
import { ClientGoneError } from '@bellhop/realtime';
import { type FieldError, PROBLEM_CODES, type ProblemCode } from '@bellhop/protocol';
import { isOutcomeUnknown, unavailability } from '../database/database.errors.js';
import { ProblemException } from './problem.js';

/** The client's view of an error. */
export interface Described {
  readonly code: ProblemCode;
  readonly detail?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
  readonly reason?: string | undefined;
}

const CODE_OF_STATUS: ReadonlyMap<number, ProblemCode> = new Map([
  [400, 'malformed_request'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [405, 'method_not_allowed'],
  [406, 'not_acceptable'],
  [409, 'conflict'],
  [410, 'gone'],
  [412, 'version_conflict'],
  [413, 'payload_too_large'],
  [414, 'uri_too_long'],
  [415, 'unsupported_media_type'],
  [429, 'rate_limited'],
  [431, 'headers_too_large'],
  [503, 'unavailable'],
]);

const OUTCOME_UNKNOWN =
  'The connection to the database was lost during the commit, so the change may or may not have been saved. Check, or repeat the request with its Idempotency-Key.';

/** Maps an error to its problem code. An error not meant for clients becomes `internal`, and none of its text leaves the server. */
export function describeError(error: unknown): Described {
  if (error instanceof ProblemException) return error;
  if (isAborted(error)) return { code: 'malformed_request', detail: 'Request body is incomplete.' };
  if (error instanceof ClientGoneError) return { code: 'malformed_request', detail: 'The client has left.' };
  if (isOutcomeUnknown(error)) return { code: 'outcome_unknown', detail: OUTCOME_UNKNOWN };
  const unavailable = unavailability(error);
  if (unavailable) return { code: 'unavailable', detail: unavailable.detail };
  const status = statusOf(error);
  const code = status === undefined ? undefined : CODE_OF_STATUS.get(status);
  if (code !== undefined) return { code, ...saidBy(error) };
  return { code: status !== undefined && status >= 400 && status < 500 ? 'malformed_request' : 'internal' };
}

/** Whether the client disconnected while its body was read: Fastify passes on Node's error with a status. The response reaches no one. */
const isAborted = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ECONNRESET' &&
  'statusCode' in error &&
  error.statusCode === 400;

/** Only Nest's and Fastify's own errors carry a status meant for clients. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const fastify = error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');
  return fastify && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** Code, detail and field errors that an exception carries, such as the realtime library's. */
function saidBy(error: unknown): Partial<Described> {
  if (!(error instanceof HttpException)) return {};
  const body = error.getResponse();
  if (typeof body === 'string') return { detail: body };
  const { code, detail, message, errors } = body as Record<string, unknown>;
  const text = detail ?? message;
  return {
    ...(typeof code === 'string' && Object.hasOwn(PROBLEM_CODES, code) && { code: code as ProblemCode }),
    ...(typeof text === 'string' && { detail: text }),
    ...(Array.isArray(errors) && { errors: errors as readonly FieldError[] }),
  };
}
