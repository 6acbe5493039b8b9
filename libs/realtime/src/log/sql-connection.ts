/**
 * What Bellhop needs of a PostgreSQL driver (PostgreSQL 15 or newer, or PGlite). The application wraps the one it has.
 *
 * @typeParam Tx the driver's transaction handle
 */
export interface SqlConnection<Tx> extends Transactor<Tx> {
  /**
   * Runs one statement with `$1`-style parameters, inside `tx` or, without one, on its own.
   * `int8` may come as string, number or bigint; text, uuid and json (cast to text) as strings.
   */
  query<R extends object>(text: string, params: readonly unknown[], tx?: Tx): Promise<readonly R[]>;
  /**
   * Runs one statement that writes, on its own: committed when it resolves. Rejects with an error that has the SQLSTATE as
   * `code` where the database refused it, so that nothing was written; without one it may have been committed, unless the
   * error says more.
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

/** What is known of a transaction before it begins. Whoever has no use for it may ignore it. */
export interface TransactionOptions {
  /**
   * The organisation that it writes for. A counter that somebody holds makes all writers of its organisation wait: who knows
   * whose they are can keep them from taking every connection meanwhile.
   * @default not known, or several
   */
  readonly orgId?: string;
  /**
   * Changes tables or fills them: may take minutes and wait for other instances, so that no limit on time made for requests
   * should hold for it.
   * @default false
   */
  readonly maintenance?: boolean;
}
