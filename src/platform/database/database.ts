import { AsyncLocalStorage } from 'node:async_hooks';
import type { SqlConnection, TransactionOptions } from '@bellhop/realtime';
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type { RunSql, SqlDriver } from './sql-driver.js';

/** Drizzle's query builder, the same over every driver. */
export type Db = PgRemoteDatabase;

/** A transaction under way. */
export interface Tx {
  /** The query builder, inside this transaction. */
  readonly db: Db;
  readonly run: RunSql;
}

/**
 * The one way to the database. Inside a transaction only its `tx` may be used: on PGlite the outer connection would
 * wait for the transaction that waits for it, and on PostgreSQL it would read past it, so both throw instead.
 */
export class Database implements SqlConnection<Tx> {
  /** The query builder, each statement on its own. */
  readonly db: Db;
  readonly #scope = new AsyncLocalStorage<{ open: boolean }>();
  /** Runs a statement on its own. */
  readonly run: RunSql;

  constructor(private readonly driver: SqlDriver) {
    this.run = async (text, params, rows) => {
      this.requireNoTransaction('inside a transaction its own `tx` has to be used, not the database');
      return driver.run(text, params, rows);
    };
    this.db = builder(this.run);
  }

  async query<R extends object>(text: string, params: readonly unknown[], tx?: Tx): Promise<readonly R[]> {
    return (await (tx?.run ?? this.run)(text, params, 'object')) as readonly R[];
  }

  /**
   * Runs one statement that writes, on its own: committed when it resolves, nothing written when the database refuses it.
   * It holds its locks for no round trip, which a transaction of one statement does.
   * @param options whose it is; a principal will do
   * @throws OutcomeUnknownError when the database was lost while it may have been committed
   */
  async commit<R extends object>(
    text: string,
    params: readonly unknown[],
    options?: Pick<TransactionOptions, 'orgId'>,
  ): Promise<readonly R[]> {
    this.requireNoTransaction('inside a transaction its own `tx` has to be used, not a commit of its own');
    return (await this.driver.commit(text, params, 'object', options)) as readonly R[];
  }

  /**
   * @param options whose it is; a principal will do
   * @throws OutcomeUnknownError when the database was lost at the commit
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T> {
    this.requireNoTransaction('inside a transaction its own `tx` has to be used, not another transaction');
    return this.driver.transaction(async (run) => {
      // What is started inside and outlives the transaction is outside again.
      const scope = { open: true };
      try {
        // Awaited inside: a query builder that `work` hands back only runs when somebody waits for it.
        return await this.#scope.run(scope, async () => await work({ db: builder(run), run }));
      } finally {
        scope.open = false;
      }
    }, options);
  }

  /**
   * Resolves when the database is there and can take writes, whatever else it has to do.
   * @throws DatabaseUnavailableError when it does not answer, soon
   */
  ping(): Promise<void> {
    return this.driver.ping();
  }

  /**
   * For what must not be done inside a transaction: what takes long holds its connection and its locks meanwhile.
   * @throws Error with `message` inside one
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
