import { HttpException, type HttpExceptionOptions } from '@nestjs/common';
import { type FieldError, PROBLEM_CODES, type ProblemCode } from '@bellhop/protocol';

/** An answer that says what went wrong, by a code the client can act on. Becomes `application/problem+json`. */
export class ProblemException extends HttpException {
  /**
   * It has no stack: it is an answer, of which nobody reads where it was decided, and finding that out takes longer than
   * all that decides it. `cause` has its own.
   * @param detail a sentence for people; never anything the client may not know
   */
  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    readonly errors?: readonly FieldError[],
    options?: HttpExceptionOptions,
  ) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super({ code, detail, errors }, PROBLEM_CODES[code], options);
    Error.stackTraceLimit = stackTraceLimit;
    this.message = detail ?? code;
  }
}

/** 404, also for what belongs to another tenant or to a property the user may not see. */
export const notFound = (what: string): ProblemException =>
  new ProblemException('not_found', `There is no such ${what}, or you may not see it.`);

/** 400 about one field. */
export const invalidField = (field: string, message: string): ProblemException =>
  new ProblemException('validation_failed', undefined, [{ field, message }]);

export const PROBLEM_TITLES: Readonly<Record<ProblemCode, string>> = {
  malformed_request: 'The request cannot be read',
  validation_failed: 'The input is not valid',
  unauthenticated: 'Sign in first',
  invalid_credentials: 'Email or password is wrong',
  invalid_ticket: 'The ticket is not valid any more',
  invalid_link: 'The link is not valid any more',
  forbidden: 'Your role does not allow this',
  not_found: 'Not found',
  method_not_allowed: 'This path does not know that method',
  not_acceptable: 'No format you accept can be given',
  request_timeout: 'The request took too long to come',
  conflict: 'This contradicts what is there',
  gone: 'This path is no longer in use',
  version_conflict: 'Someone else changed it first',
  payload_too_large: 'The body is too large',
  uri_too_long: 'The address is too long',
  unsupported_media_type: 'The body has to be application/json',
  idempotency_key_reused: 'The idempotency key was used for something else',
  headers_too_large: 'The headers are too large',
  rate_limited: 'Too many requests',
  internal: 'Something went wrong here',
  unavailable: 'Not available at the moment',
  outcome_unknown: 'Whether this was done is not known',
};
