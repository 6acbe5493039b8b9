/** The database cannot be reached or cannot take the work now; the same request may succeed later. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
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

/** Whether the database, or the way to it, was away. */
export const isUnavailable = (error: unknown): boolean =>
  [...causesOf(error)].some((cause) => cause instanceof DatabaseUnavailableError);

function* causesOf(error: unknown): Generator<object> {
  for (let cause = error; typeof cause === 'object' && cause !== null;) {
    yield cause;
    cause = 'cause' in cause ? cause.cause : undefined;
  }
}
