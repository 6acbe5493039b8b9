import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  StaleStatementError,
  TransactionFailedError,
} from './database.errors.js';
import type { PostgresQuery } from './postgres-query.js';
import type { PostgresSession } from './postgres-session.js';
import type { RowMode, RunSql } from './sql-driver.js';

/** A statement as a transaction asks for it. */
export interface TransactionStatement {
  readonly text: string;
  readonly params: readonly unknown[];
  readonly rows: RowMode;
  /** Begins the transaction, in the same round trip. */
  readonly begins: boolean;
}

export interface TransactionConnection {
  readonly session: PostgresSession;
  /** @throws TypeError for a parameter that cannot be sent */
  query(statement: TransactionStatement): PostgresQuery;
  send(query: PostgresQuery): Promise<readonly unknown[]>;
  /** @returns the command that it was to the server */
  control(text: 'commit' | 'rollback'): Promise<string>;
  /** Within its own time; a connection that takes longer is given up. */
  rollback(): Promise<void>;
}

/**
 * A transaction on a connection that it has to itself: `new → begun → committing → over`. It begins with its first statement,
 * in the same round trip. One without any statement never begins, and has nothing to commit.
 */
export class PostgresTransaction {
  #state: 'new' | 'begun' | 'committing' | 'over' = 'new';
  #statements = 0;

  constructor(private readonly connection: TransactionConnection) {}

  readonly run: RunSql = async (text, params, rows) => {
    // Past its end the connection is somebody else's.
    if (this.#state !== 'new' && this.#state !== 'begun') throw new Error('the transaction is over');
    const { connection } = this;
    const begins = this.#state === 'new';
    const statement = { text, params, rows, begins };
    // One that cannot be sent begins nothing: this throws.
    const query = connection.query(statement);
    this.#state = 'begun';
    this.#statements += 1;
    try {
      return await connection.send(query);
    } catch (error) {
      const isAlone = begins && this.#statements === 1;
      if (!isAlone || !(error instanceof StaleStatementError)) throw error;
      // Nothing was done before it: the transaction can begin again.
      await connection.control('rollback');
      return connection.send(connection.query(statement));
    }
  };

  /** @throws TransactionFailedError where a statement failed and nobody minded */
  async commit(): Promise<void> {
    if (this.#state === 'new') {
      this.#state = 'over';
      return;
    }
    if (this.connection.session.isLost) {
      throw new DatabaseUnavailableError('the connection was lost during the transaction');
    }
    this.#state = 'committing';
    const command = await this.connection.control('commit');
    this.#state = 'over';
    if (command !== 'COMMIT') throw new TransactionFailedError();
  }

  /**
   * Undoes what was done, where that is still to be done.
   * @param error why it ends
   * @returns what to throw for it
   */
  async fail(error: unknown): Promise<unknown> {
    const failedAt = this.#state;
    const { session } = this.connection;
    this.#state = 'over';
    if (failedAt === 'committing' && session.isLost) {
      return new OutcomeUnknownError('the connection was lost during the commit', { cause: error });
    }
    if (failedAt === 'begun' && !session.isLost) await this.connection.rollback();
    return error;
  }
}
