import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  StaleStatementError,
  TransactionFailedError,
} from './database.errors.js';
import type { PostgresQuery } from './postgres-query.js';
import type { PostgresSession } from './postgres-session.js';
import type { RowMode, RunSql } from './sql-driver.js';

/** A statement of a transaction. */
export interface TransactionStatement {
  readonly text: string;
  readonly params: readonly unknown[];
  readonly rows: RowMode;
  /** Begins the transaction first, in the same round trip. */
  readonly begins: boolean;
}

export interface TransactionConnection {
  readonly session: PostgresSession;
  /** @throws TypeError for a parameter that cannot be sent */
  query(statement: TransactionStatement): PostgresQuery;
  send(query: PostgresQuery): Promise<readonly unknown[]>;
  /** @returns the command that the server executed */
  control(text: 'commit' | 'rollback'): Promise<string>;
  /** Has its own time limit, after which the connection is destroyed. */
  rollback(): Promise<void>;
}

/**
 * A transaction on its own connection: `new → begun → committing → over`. It begins with its first statement, in the same round
 * trip. Without a statement it never begins and has nothing to commit.
 */
export class PostgresTransaction {
  #state: 'new' | 'begun' | 'committing' | 'over' = 'new';
  #statements = 0;

  constructor(private readonly connection: TransactionConnection) {}

  readonly run: RunSql = async (text, params, rows) => {
    // After its end the connection may belong to someone else.
    if (this.#state !== 'new' && this.#state !== 'begun') throw new Error('the transaction is over');
    const { connection } = this;
    const begins = this.#state === 'new';
    const statement = { text, params, rows, begins };
    // Throws for a statement that cannot be sent, which then begins no transaction.
    const query = connection.query(statement);
    this.#state = 'begun';
    this.#statements += 1;
    try {
      return await connection.send(query);
    } catch (error) {
      const isAlone = begins && this.#statements === 1;
      if (!isAlone || !(error instanceof StaleStatementError)) throw error;
      // It was the first statement, so the transaction can begin again.
      await connection.control('rollback');
      return connection.send(connection.query(statement));
    }
  };

  /** @throws TransactionFailedError when a statement failed and its error was ignored */
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
   * Rolls back if necessary.
   * @param error why the transaction ends
   * @returns the error to throw
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
