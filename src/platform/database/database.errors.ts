import { sqlState } from '@bellhop/realtime';

export { sqlState };

/** The database cannot be reached or cannot take the work now; a retry may succeed. Nothing was written. */
export class DatabaseUnavailableError extends Error {
  override readonly name: string = 'DatabaseUnavailableError';
  /** One or two sentences for the client. */
  readonly detail: string;

  /** @param options `detail` if there is more to say than that the database does not respond */
  constructor(message: string, options: ErrorOptions & { readonly detail?: string } = {}) {
    super(message, options);
    this.detail = options.detail ?? 'The database does not respond. Try again shortly.';
  }
}

/** The database responds, but its queue was full or too slow. Nothing was written. */
export class DatabaseBusyError extends DatabaseUnavailableError {
  override readonly name = 'DatabaseBusyError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, { ...options, detail: 'The server is busy. Try again shortly.' });
  }
}

/** A statement was prepared for a schema that has changed, or is no longer prepared. Nothing was written; a retry succeeds. */
export class StaleStatementError extends DatabaseUnavailableError {
  override readonly name = 'StaleStatementError';

  constructor(options?: ErrorOptions) {
    super('a prepared statement is stale', {
      ...options,
      detail: 'The server was just updated. Try again.',
    });
  }
}

/**
 * The connection was lost during the commit, which may or may not have happened. A retry must check first, or be idempotent.
 */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';
}

/** A statement of the transaction failed and its error was ignored, so PostgreSQL turned the commit into a rollback. */
export class TransactionFailedError extends Error {
  override readonly name = 'TransactionFailedError';
  /** SQLSTATE of a failed transaction. */
  readonly code = '25P02';

  constructor() {
    super('the transaction was rolled back because one of its statements failed');
  }
}

/** Why a statement was given up. @param signal that has aborted */
export const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('the statement was given up');

/** Another row still refers to this one, or the referenced row does not exist. */
export const isForeignKeyViolation = (error: unknown): boolean => sqlState(error) === '23503';

/** Another row has the same unique values. */
export const isUniqueViolation = (error: unknown): boolean => sqlState(error) === '23505';

/** Returns the {@link DatabaseUnavailableError} among the causes of `error`, if any. */
export function unavailability(error: unknown): DatabaseUnavailableError | undefined {
  for (const cause of causesOf(error)) if (cause instanceof DatabaseUnavailableError) return cause;
  return undefined;
}

/** Whether it is unknown if the work behind `error` was done. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  [...causesOf(error)].some((cause) => cause instanceof OutcomeUnknownError);

function* causesOf(error: unknown): Generator<object> {
  for (let cause = error; typeof cause === 'object' && cause !== null;) {
    yield cause;
    cause = 'cause' in cause ? cause.cause : undefined;
  }
}
