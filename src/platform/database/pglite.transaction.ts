import type { Clock, Timer } from '@bellhop/realtime';
import { DatabaseUnavailableError, OutcomeUnknownError, sqlState, TransactionFailedError } from './database.errors.js';
import type { PgliteQuery } from './pglite.query.js';
import type { RowMode, RunSql } from './sql-driver.js';

/** How long a transaction may do nothing: everybody else waits for it, and it waits for nothing but its own statements. */
const IDLE_LIMIT_MS = 10_000;

interface Connection {
  readonly clock: Clock;
  /** @throws TypeError for a parameter that cannot be sent */
  query(text: string, params: readonly unknown[], rows: RowMode, begins: boolean): PgliteQuery;
  /** @param place whether the transaction has begun */
  send(query: PgliteQuery, place: 'inside' | 'outside'): Promise<readonly unknown[]>;
  /** @returns the command that it was to the database */
  control(text: 'commit' | 'rollback'): Promise<string | undefined>;
  /** Lets the next one have the connection. */
  release(): void;
}

/**
 * A transaction on the only connection: `new → begun → over`. It begins with its first statement, which saves a message,
 * and hands the connection on as soon as its last one is sent, since they are done in order.
 */
export class PgliteTransaction {
  /** Rejects once the transaction was left open for too long; it has been rolled back then. */
  readonly abandoned: Promise<never>;
  #state: 'new' | 'begun' | 'over' = 'new';
  #underWay = 0;
  #idleTimer: Timer | undefined;
  #abandon: (error: Error) => void = () => undefined;

  constructor(private readonly connection: Connection) {
    this.abandoned = new Promise((_resolve, reject) => (this.#abandon = reject));
    // Nobody has to listen.
    this.abandoned.catch(() => undefined);
    this.#waitForWork();
  }

  readonly run: RunSql = async (text, params, rows) => {
    if (this.#state === 'over') throw new DatabaseUnavailableError('the transaction is over');
    const begins = this.#state === 'new';
    // One that cannot be sent begins nothing: this throws.
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

  /** Does nothing where the transaction is over. */
  async rollback(): Promise<void> {
    // Where it fails the connection is gone, and the transaction with it.
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
        new DatabaseUnavailableError(`a transaction did nothing for ${IDLE_LIMIT_MS / 1_000} s and was rolled back`),
      );
    });
  }
}
