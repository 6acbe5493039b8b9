import type { Clock, Timer } from '@bellhop/realtime';
import { DatabaseUnavailableError, OutcomeUnknownError, sqlState, TransactionFailedError } from './database.errors.js';
import type { PgliteQuery } from './pglite.query.js';
import type { RowMode, RunSql } from './sql-driver.js';

/** Milliseconds a transaction may be idle: everything else waits for it. */
const IDLE_LIMIT_MS = 10_000;

interface Connection {
  readonly clock: Clock;
  /** @throws TypeError for a parameter that cannot be sent */
  query(text: string, params: readonly unknown[], rows: RowMode, begins: boolean): PgliteQuery;
  /** @param place `inside` once the transaction has begun */
  send(query: PgliteQuery, place: 'inside' | 'outside'): Promise<readonly unknown[]>;
  /** @returns the command that the database executed */
  control(text: 'commit' | 'rollback'): Promise<string | undefined>;
  /** Hands the connection to the next job. */
  release(): void;
}

/**
 * A transaction on the only connection: `new → begun → over`. It begins with its first statement, which saves a message, and
 * releases the connection when its last message is sent, since messages are processed in order.
 */
export class PgliteTransaction {
  /** Rejects when the transaction was idle for too long and has been rolled back. */
  readonly abandoned: Promise<never>;
  #state: 'new' | 'begun' | 'over' = 'new';
  #underWay = 0;
  #idleTimer: Timer | undefined;
  #abandon: (error: Error) => void = () => undefined;

  constructor(private readonly connection: Connection) {
    this.abandoned = new Promise((_resolve, reject) => (this.#abandon = reject));
    // Prevents an unhandled rejection when there is no listener.
    this.abandoned.catch(() => undefined);
    this.#waitForWork();
  }

  readonly run: RunSql = async (text, params, rows) => {
    if (this.#state === 'over') throw new DatabaseUnavailableError('the transaction is over');
    const begins = this.#state === 'new';
    // Throws for a statement that cannot be sent, which then begins no transaction.
    const query = this.connection.query(text, params, rows, begins);
    this.#state = 'begun';
    this.#idleTimer?.cancel();
    this.#underWay++;
    try {
      return await this.connection.send(query, begins ? 'outside' : 'inside');
    } finally {
      this.#underWay--;
      this.#waitForWork();
    }
  };

  async commit(): Promise<void> {
    await this.#finish('commit');
  }

  /** Does nothing if the transaction is over. */
  async rollback(): Promise<void> {
    // If it fails, the connection is gone and the transaction with it.
    await this.#finish('rollback').catch(() => undefined);
  }

  async #finish(how: 'commit' | 'rollback'): Promise<void> {
    const begun = this.#state === 'begun';
    if (this.#state === 'over') {
      if (how === 'commit') throw new DatabaseUnavailableError('the transaction is over');
      return;
    }
    this.#state = 'over';
    this.#idleTimer?.cancel();
    const done = begun ? this.connection.control(how) : undefined;
    this.connection.release();
    const command = await done?.catch((cause: unknown) => {
      throw how === 'commit' && cause instanceof DatabaseUnavailableError && sqlState(cause) === undefined
        ? new OutcomeUnknownError('the database was lost during the commit', { cause })
        : cause;
    });
    if (how === 'commit' && begun && command !== 'COMMIT') throw new TransactionFailedError();
  }

  #waitForWork(): void {
    if (this.#state === 'over' || this.#underWay > 0) return;
    this.#idleTimer?.cancel();
    this.#idleTimer = this.connection.clock.after(IDLE_LIMIT_MS, () => {
      void this.rollback();
      this.#abandon(
        new DatabaseUnavailableError(`a transaction was idle for ${IDLE_LIMIT_MS / 1_000} s and was rolled back`),
      );
    });
  }
}
