import type { ConflictReason, FieldCode } from '@bellhop/hotel';
import { HttpException, type HttpExceptionOptions } from '@nestjs/common';
import { type FieldError, PROBLEM_CODES, type ProblemCode } from '@bellhop/protocol';

/** An error with a code that the client can act on. Becomes `application/problem+json`. */
export class ProblemException extends HttpException {
  /**
   * Has no stack: it is a response, nobody reads where it was thrown, and capturing the stack takes longer than the decision.
   * `cause` has its own.
   * @param detail a sentence for people, without anything the client may not know
   */
  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    readonly errors?: readonly FieldError[],
    options?: HttpExceptionOptions,
    /** Which of the conflicts it is. */
    readonly reason?: ConflictReason,
  ) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super({ code, detail, errors, reason }, PROBLEM_CODES[code], options);
    Error.stackTraceLimit = stackTraceLimit;
    this.message = detail ?? code;
  }
}

/** 404, also for a row of another tenant or of a property the user may not see. */
export const notFound = (what: string): ProblemException =>
  new ProblemException('not_found', `No such ${what}, or you may not see it.`);

/** 400 for one field. @param code what people are told in their language */
export const invalidField = (field: string, message: string, code: FieldCode = 'invalid'): ProblemException =>
  new ProblemException('validation_failed', undefined, [{ field, message, code }]);

/** 409. @param reason what people are told in their language */
export const conflict = (reason: ConflictReason, detail: string): ProblemException =>
  new ProblemException('conflict', detail, undefined, undefined, reason);

export const PROBLEM_TITLES: Readonly<Record<ProblemCode, string>> = {
  malformed_request: 'Malformed request',
  validation_failed: 'Invalid input',
  unauthenticated: 'Sign-in required',
  invalid_credentials: 'Wrong email or password',
  invalid_ticket: 'Ticket expired or already used',
  invalid_link: 'Link expired or already used',
  forbidden: 'Not allowed for your role',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed',
  not_acceptable: 'No acceptable response format',
  request_timeout: 'Request timed out',
  conflict: 'Conflicts with the current value',
  gone: 'No longer available',
  version_conflict: 'Changed by someone else',
  payload_too_large: 'Request body too large',
  uri_too_long: 'URL too long',
  unsupported_media_type: 'Content type must be application/json',
  idempotency_key_reused: 'Idempotency key already used for another request',
  headers_too_large: 'Request headers too large',
  rate_limited: 'Too many requests',
  internal: 'Internal error',
  unavailable: 'Temporarily unavailable',
  outcome_unknown: 'Outcome unknown',
};
