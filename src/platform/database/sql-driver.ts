import type { TransactionOptions } from '@bellhop/realtime';

/** Rows as objects by column name, or as arrays in column order. */
export type RowMode = 'object' | 'array';

/**
 * Runs one statement with `$1`-style parameters. Dates and times are returned as text in PostgreSQL's ISO format.
 * @throws DatabaseUnavailableError, or the driver's error with an SQLSTATE as `code`
 */
export type RunSql = (text: string, params: readonly unknown[], rows: RowMode) => Promise<readonly unknown[]>;

/** Runs one reading statement, like {@link RunSql}. */
export type ReadSql = (
  text: string,
  params: readonly unknown[],
  rows: RowMode,
  /** When it aborts, a statement that waits for its turn gives it up; PostgreSQL ends also a long one under way. Throws its reason. */
  signal?: AbortSignal,
) => Promise<readonly unknown[]>;

/** PostgreSQL, embedded or as a server. One file per driver beside this one; `test/contract` tests both alike. */
export interface SqlDriver {
  /** Runs a statement on its own, outside any transaction. With a signal: only one that writes nothing. */
  readonly run: ReadSql;
  /**
   * Runs a single writing statement: committed when it resolves. It queues like the org's transactions. A database error (with
   * an SQLSTATE) and DatabaseUnavailableError mean that nothing was written.
   * @throws OutcomeUnknownError when the connection was lost and the statement may have been committed
   */
  commit(
    text: string,
    params: readonly unknown[],
    rows: RowMode,
    options?: Pick<TransactionOptions, 'orgId'>,
  ): Promise<readonly unknown[]>;
  /**
   * Runs `work` in a READ COMMITTED transaction. Commits when it resolves, rolls back when it rejects.
   * @throws OutcomeUnknownError when the connection was lost during the commit
   */
  transaction<T>(work: (run: RunSql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Resolves if the database responds and can be written, however busy it is.
   * @throws DatabaseUnavailableError soon, if not
   */
  ping(): Promise<void>;
  /** Closes every connection. */
  close(): Promise<void>;
}
