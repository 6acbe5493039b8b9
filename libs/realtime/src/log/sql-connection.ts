/**
 * The operations Bellhop needs of a PostgreSQL driver (PostgreSQL 15 or newer, or PGlite). The application wraps its
 * own.
 *
 * @typeParam Tx the driver's transaction handle
 */
export interface SqlConnection<Tx> extends Transactor<Tx> {
  /**
   * Runs one statement with `$1`-style parameters, inside `tx` if given. `int8` may come as string, number or bigint;
   * text, uuid and json (cast to text) as strings.
   */
  query<R extends object>(text: string, params: readonly unknown[], tx?: Tx): Promise<readonly R[]>;
  /**
   * Runs one writing statement on its own; it is committed when the promise resolves. Rejects with the SQLSTATE as
   * `code` if the database refused it, so that nothing was written. Without a `code` it may have been committed, unless
   * the error says more.
   */
  commit<R extends object>(
    text: string,
    params: readonly unknown[],
    options?: Pick<TransactionOptions, 'orgId'>,
  ): Promise<readonly R[]>;
}

/** Runs work in a transaction: committed when the promise resolves, rolled back when it rejects. */
export interface Transactor<Tx> {
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

/** Hints about a transaction before it begins. An implementation may ignore them. */
export interface TransactionOptions {
  /**
   * The org whose data is written. A locked counter makes all writers of its org wait; with this hint, a pool can keep
   * them from taking every connection meanwhile.
   * @default unknown, or several
   */
  readonly orgId?: string;
  /**
   * Changes or fills tables. May take minutes and wait for other instances, so request timeouts should not apply.
   * @default false
   */
  readonly maintenance?: boolean;
}
