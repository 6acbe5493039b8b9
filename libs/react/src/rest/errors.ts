import type { FieldError, Problem } from '@bellhop/protocol';

/** The server rejected the request. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }

  get fieldErrors(): readonly FieldError[] {
    return this.problem.errors ?? [];
  }
}

/** No response: the network or the server is down. It is unknown whether a command was executed. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(options?: ErrorOptions) {
    super('The server cannot be reached. Check your connection and try again.', options);
  }
}

/** A change of an outdated version. Lists already show the current row. */
export class StaleRowError<Row = unknown> extends Error {
  override readonly name = 'StaleRowError';

  /** @param current undefined if the row was deleted */
  constructor(readonly current: Row | undefined) {
    super(current ? 'Somebody else changed this in the meantime.' : 'Somebody else deleted this in the meantime.');
  }
}

/** Returns the row for another attempt: the server's current one after a conflict. */
export function rowAfter<Row>(error: Error | null, row: Row): Row {
  return error instanceof StaleRowError ? ((error.current as Row | undefined) ?? row) : row;
}
