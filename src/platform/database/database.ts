import { AsyncLocalStorage } from 'node:async_hooks';
import type { SqlConnection, TransactionOptions } from '@bellhop/realtime';
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type { ReadSql, RunSql, SqlDriver } from './sql-driver.js';

/** Drizzle's query builder, the same for every driver. */
export type Db = PgRemoteDatabase;

/** A transaction under way. */
export interface Tx {
  /** The query builder, inside this transaction. */
  readonly db: Db;
  readonly run: RunSql;
}

/**
 * The only access to the database. Inside a transaction only its `tx` may be used: on PGlite the outer connection would wait
 * for the transaction that waits for it, and on PostgreSQL it would bypass the transaction. Both throw instead.
 */
export class Database implements SqlConnection<Tx> {
  /** The query builder; each statement runs on its own. */
  readonly db: Db;
  readonly #scope = new AsyncLocalStorage<{ open: boolean }>();
  /** Runs a statement on its own. With a signal: only one that writes nothing. */
  readonly run: ReadSql;

  constructor(private readonly driver: SqlDriver) {
    this.run = async (text, params, rows, signal) => {
      this.requireNoTransaction('inside a transaction, use its own `tx` instead of the database');
      return driver.run(text, params, rows, signal);
    };
    this.db = builder(this.run);
  }

  async query<R extends object>(text: string, params: readonly unknown[], tx?: Tx): Promise<readonly R[]> {
    return (await (tx?.run ?? this.run)(text, params, 'object')) as readonly R[];
  }

  /**
   * Runs a single writing statement: committed when it resolves, nothing written when the database refuses it. Unlike a
   * transaction of one statement, it holds its locks for no round trip.
   * @param options the org; a principal will do
   * @throws OutcomeUnknownError when the connection was lost and the statement may have been committed
   */
  async commit<R extends object>(
    text: string,
    params: readonly unknown[],
    options?: Pick<TransactionOptions, 'orgId'>,
  ): Promise<readonly R[]> {
    this.requireNoTransaction('inside a transaction, use its own `tx` instead of another commit');
    return (await this.driver.commit(text, params, 'object', options)) as readonly R[];
  }

  /**
   * Runs `work` in a transaction.
   * @param options the org; a principal will do
   * @throws OutcomeUnknownError when the connection was lost during the commit
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T> {
    this.requireNoTransaction('inside a transaction, use its own `tx` instead of another transaction');
    return this.driver.transaction(async (run) => {
      // Work that was started inside and outlives the transaction counts as outside.
      const scope = { open: true };
      try {
        // Awaited inside the scope: a query builder returned by `work` runs only when awaited.
        return await this.#scope.run(scope, async () => await work({ db: builder(run), run }));
      } finally {
        scope.open = false;
      }
    }, options);
  }

  /**
   * Resolves if the database responds and can be written, however busy it is.
   * @throws DatabaseUnavailableError soon, if not
   */
  ping(): Promise<void> {
    return this.driver.ping();
  }

  /**
   * For work that must not run inside a transaction, because it would hold the connection and locks for its duration.
   * @throws Error with `message` inside a transaction
   */
  requireNoTransaction(message: string): void {
    if (this.#scope.getStore()?.open) throw new Error(message);
  }

  close(): Promise<void> {
    return this.driver.close();
  }
}

const builder = (run: RunSql): Db =>
  drizzle(async (text, params, method) => ({
    rows: [...(await run(text, params, method === 'all' ? 'array' : 'object'))],
  }));
