/** Stable codes of `application/problem+json` responses (RFC 9457). Clients decide by `code`, never by text. */
export const PROBLEM_CODES = {
  malformed_request: 400,
  validation_failed: 400,
  unauthenticated: 401,
  invalid_credentials: 401,
  invalid_ticket: 401,
  invalid_link: 404,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  request_timeout: 408,
  conflict: 409,
  gone: 410,
  version_conflict: 412,
  payload_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  idempotency_key_reused: 422,
  headers_too_large: 431,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
  outcome_unknown: 503,
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

export interface FieldError {
  /** Path of the field, with dots between levels: `payload.amountMinor`. */
  readonly field: string;
  /** In English, for whoever reads a log. */
  readonly message: string;
  /** Stable, for clients to say it in their reader’s language. Applications define theirs. */
  readonly code?: string;
  /** The limit that a value exceeds, for codes that have one: `maxLength`, 200. */
  readonly limit?: number;
}

/** RFC 9457 problem details with Bellhop's `code` and `errors`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  /** Which of the conflicts it is, for `conflict`. Applications define theirs. */
  readonly reason?: string;
  readonly requestId?: string;
  readonly errors?: readonly FieldError[];
}
