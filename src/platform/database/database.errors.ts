/** The database cannot be reached or cannot take the work now; the same request may succeed later. Nothing was written. */
export class DatabaseUnavailableError extends Error {
  override readonly name: string = 'DatabaseUnavailableError';
}

/** The database answers, but others are before this in line for too long. Nothing was written. */
export class DatabaseBusyError extends DatabaseUnavailableError {
  override readonly name = 'DatabaseBusyError';
}

/**
 * The connection was lost while the transaction was being committed: it may have been, or not. Whoever repeats the work has
 * to look first, or to have made it safe to repeat.
 */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';
}

/** SQLSTATE of the failure behind `error`, however deep it was wrapped. */
export function sqlState(error: unknown): string | undefined {
  for (const cause of causesOf(error)) {
    if ('code' in cause && typeof cause.code === 'string' && /^[0-9A-Z]{5}$/.test(cause.code)) return cause.code;
  }
  return undefined;
}

/** Another row still refers to this one, or the one referred to is not there. */
export const isForeignKeyViolation = (error: unknown): boolean => sqlState(error) === '23503';

/** The first of these classes behind `error`, however deep it was wrapped. */
export function databaseFailure(error: unknown): DatabaseUnavailableError | OutcomeUnknownError | undefined {
  for (const cause of causesOf(error)) {
    if (cause instanceof DatabaseUnavailableError || cause instanceof OutcomeUnknownError) return cause;
  }
  return undefined;
}

function* causesOf(error: unknown): Generator<object> {
  for (let cause = error; typeof cause === 'object' && cause !== null;) {
    yield cause;
    cause = 'cause' in cause ? cause.cause : undefined;
  }
}
