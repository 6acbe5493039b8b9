import type { FieldError, Problem } from '@bellhop/protocol';

/** The server answered, and the answer was no. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }

  get fieldErrors(): readonly FieldError[] {
    return this.problem.errors ?? [];
  }
}

/** No answer came: the network or the server is away. Whether a command was carried out is not known. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(options?: ErrorOptions) {
    super('The server cannot be reached. Check your connection and try again.', options);
  }
}

/** A change meant for a version that is no longer the row's. Lists show the row as it is now. */
export class StaleRowError<Row = unknown> extends Error {
  override readonly name = 'StaleRowError';

  /** @param current undefined when the row was deleted */
  constructor(readonly current: Row | undefined) {
    super(current ? 'Somebody else changed this in the meantime.' : 'Somebody else deleted this in the meantime.');
  }
}

/** The row to try again with: as the server has it where that is why the attempt failed. */
export function rowAfter<Row>(error: Error | null, row: Row): Row {
  return error instanceof StaleRowError ? ((error.current as Row | undefined) ?? row) : row;
}
