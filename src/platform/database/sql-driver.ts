import type { TransactionOptions } from '@bellhop/realtime';

/** How rows come: as objects by column name, or as arrays in the order of the columns. */
export type RowMode = 'object' | 'array';

/**
 * Runs one statement with `$1`-style parameters. Dates and times come as text, in PostgreSQL's ISO format.
 * @throws DatabaseUnavailableError, or the driver's error with an SQLSTATE as `code`
 */
export type RunSql = (text: string, params: readonly unknown[], rows: RowMode) => Promise<readonly unknown[]>;

/** PostgreSQL, wherever it runs. One file per driver beside this one; `test/contract` holds both to the same promises. */
export interface SqlDriver {
  /** Runs a statement on its own, outside any transaction. */
  readonly run: RunSql;
  /**
   * Runs one statement that writes, on its own: committed when it resolves. It waits in line as the organisation's
   * transactions do. A database's error (with an SQLSTATE) and DatabaseUnavailableError mean that nothing was written.
   * @throws OutcomeUnknownError when the database was lost while it may have been committed
   */
  commit(
    text: string,
    params: readonly unknown[],
    rows: RowMode,
    options?: Pick<TransactionOptions, 'orgId'>,
  ): Promise<readonly unknown[]>;
  /**
   * READ COMMITTED. Committed when `work` resolves, rolled back when it rejects.
   * @throws OutcomeUnknownError when the database was lost at the commit
   */
  transaction<T>(work: (run: RunSql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Resolves when the database is there and can take writes, whatever else it has to do.
   * @throws DatabaseUnavailableError when it does not answer, soon
   */
  ping(): Promise<void>;
  /** Ends every connection. */
  close(): Promise<void>;
}
