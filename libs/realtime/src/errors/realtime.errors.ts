/** Stable codes: each says what to do about it. */
export type RealtimeErrorCode =
  /** `defineDomain` or `forFeature` was given something unusable: fix the registration. */
  | 'invalid_domain'
  /** A domain was named that nobody registered: name one that `forFeature` was given. */
  | 'unknown_domain'
  /** A domain was registered twice: give one of them another name. */
  | 'duplicate_domain'
  /** An event was raised without an organisation: it is refused and counted, and the transaction rolls back. */
  | 'event_without_org'
  /** An event type the domain does not list, or a payload that does not fit its schema: fix the caller. */
  | 'invalid_event'
  /** The org's log has an event of this id already: the whole transaction rolls back. */
  | 'duplicate_event'
  /** `raise` was called after its transaction ended: await the work inside it. */
  | 'transaction_over'
  /** `commit` with a log that is not in the database of the rows: use `transaction`. */
  | 'not_in_sql'
  /** A durable subscriber with an unusable name, pattern, number or scope: fix its decorator. */
  | 'invalid_subscriber'
  /** Two durable subscribers have the same name: give one of them another. */
  | 'duplicate_subscriber'
  /** The log is not open yet or closed already. */
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
