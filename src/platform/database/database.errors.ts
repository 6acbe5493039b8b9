import { sqlState } from '@bellhop/realtime';

export { sqlState };

/** The database cannot be reached or cannot take the work now; the same request may succeed later. Nothing was written. */
export class DatabaseUnavailableError extends Error {
  override readonly name: string = 'DatabaseUnavailableError';
  /** What a client is told: a sentence or two. */
  readonly detail: string;

  /** @param options `detail` where there is more to tell than that the database does not answer */
  constructor(message: string, options: ErrorOptions & { readonly detail?: string } = {}) {
    super(message, options);
    this.detail = options.detail ?? 'The database does not answer. Try again shortly.';
  }
}

/** The database answers, but others are before this in line for too long. Nothing was written. */
export class DatabaseBusyError extends DatabaseUnavailableError {
  override readonly name = 'DatabaseBusyError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, { ...options, detail: 'The server is busy. Try again shortly.' });
  }
}

/** A statement was prepared for a schema that has changed, or is not prepared any more. Nothing was written; the next try does. */
export class StaleStatementError extends DatabaseUnavailableError {
  override readonly name = 'StaleStatementError';

  constructor(options?: ErrorOptions) {
    super('a prepared statement is of no use any more', {
      ...options,
      detail: 'The server was just updated. Try again.',
    });
  }
}

/**
 * The connection was lost while the transaction was being committed: it may have been, or not. Whoever repeats the work has
 * to look first, or to have made it safe to repeat.
 */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';
}

/** A statement of the transaction failed and nobody minded: PostgreSQL makes a rollback of its commit. */
export class TransactionFailedError extends Error {
  override readonly name = 'TransactionFailedError';
  /** SQLSTATE of a failed transaction. */
  readonly code = '25P02';

  constructor() {
    super('a statement of the transaction failed: it was rolled back');
  }
}

/** Another row still refers to this one, or the one referred to is not there. */
export const isForeignKeyViolation = (error: unknown): boolean => sqlState(error) === '23503';

/** That the database, or the way to it, was away, however deep it was wrapped. */
export function unavailability(error: unknown): DatabaseUnavailableError | undefined {
  for (const cause of causesOf(error)) if (cause instanceof DatabaseUnavailableError) return cause;
  return undefined;
}

/** Whether nobody can tell if the work behind `error` was done. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  [...causesOf(error)].some((cause) => cause instanceof OutcomeUnknownError);

function* causesOf(error: unknown): Generator<object> {
  for (let cause = error; typeof cause === 'object' && cause !== null;) {
    yield cause;
    cause = 'cause' in cause ? cause.cause : undefined;
  }
}
