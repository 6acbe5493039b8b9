/** Stable codes. Each one implies a remedy. */
export type RealtimeErrorCode =
  /** `defineDomain` or `forFeature` got an invalid definition. Fix the registration. */
  | 'invalid_domain'
  /** Unknown domain name. Register it with `forFeature`, or use a registered one. */
  | 'unknown_domain'
  /** Two domains share a name. Rename one. */
  | 'duplicate_domain'
  /** An event was raised without an org. It is refused and counted, and the transaction rolls back. */
  | 'event_without_org'
  /** The domain does not list the event type, or the payload does not fit its schema. Fix the caller. */
  | 'invalid_event'
  /** The org's log already has an event with this id. The whole transaction rolls back. */
  | 'duplicate_event'
  /** `raise` was called after its transaction ended. Await the work inside the transaction. */
  | 'transaction_over'
  /** `commit` needs a log in the database of the rows. Use `transaction`. */
  | 'not_in_sql'
  /** A durable subscriber has an invalid name, pattern, number or scope. Fix its decorator. */
  | 'invalid_subscriber'
  /** Two durable subscribers share a name. Rename one. */
  | 'duplicate_subscriber'
  /** The log is not open yet, or already closed. */
  | 'log_not_open';

export class RealtimeError extends Error {
  override readonly name = 'RealtimeError';

  constructor(
    readonly code: RealtimeErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
