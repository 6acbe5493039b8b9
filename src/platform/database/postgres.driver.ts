import { type Clock, systemClock, type Timer, type TransactionOptions } from '@bellhop/realtime';
import pg from 'pg';
import { Breaker } from './breaker.js';
import {
  DatabaseBusyError,
  DatabaseUnavailableError,
  OutcomeUnknownError,
  reasonOf,
  StaleStatementError,
} from './database.errors.js';
import { FairQueue, type FairQueueLimits } from './fair-queue.js';
import { maintenanceSettings, POSTGRES_BOUNDS, type PostgresBounds, requestSettings } from './postgres-bounds.js';
import { isForgotten, isLoss, isPoolTimeout, toDatabaseError } from './postgres-errors.js';
import { StatementNames } from './prepared-statements.js';
import { PostgresProbe } from './postgres-probe.js';
import { PostgresQuery, type PostgresStatement } from './postgres-query.js';
import { PostgresSession } from './postgres-session.js';
import { PostgresTransaction } from './postgres.transaction.js';
import type { ReadSql, RowMode, RunSql, SqlDriver } from './sql-driver.js';

export interface PostgresOptions {
  readonly url: string;
  /** Maximum number of connections for requests. The probe has one more, and so does each migration. */
  readonly poolSize: number;
  /** Receives errors of idle connections; the pool replaces them. */
  readonly onIdleError: (error: Error) => void;
  /** Whether to prepare repeated statements; poolers in transaction mode may not support it. @default true */
  readonly preparedStatements?: boolean;
  /** Called when the server loses prepared statements, as behind a pooler. Statements are no longer prepared then. */
  readonly onForgotten?: () => void;
  /** Called when the database becomes unavailable, from when on everything is refused, and when it responds again. */
  readonly onAway?: (away: boolean) => void;
  /** @default {@link POSTGRES_BOUNDS} */
  readonly bounds?: Partial<PostgresBounds>;
  /** Measures the bounds. @default the system clock, because the waits are for the network */
  readonly clock?: Clock;
}

type Pooled = PostgresSession & pg.PoolClient;
type Work<T> = (run: RunSql) => Promise<T>;

/** Concurrent transactions per org: the second writes its rows while the first holds the counter to commit. */
const TRANSACTIONS_PER_ORG = 2;
const MAX_WAITING = 10_000;
const MAX_WAITING_PER_ORG = 1_000;
/** Share of the connections reserved for transactions against single statements, and vice versa. */
const RESERVED = 1 / 4;

/**
 * A PostgreSQL server (15 or newer) through a connection pool. Work queues before it takes a connection, transactions in a
 * queue per org, with the time limits of {@link PostgresBounds}. While the server is unavailable, everything is refused at
 * once.
 */
export class PostgresDriver implements SqlDriver {
  readonly run: ReadSql;
  readonly #bounds: PostgresBounds;
  readonly #clock: Clock;
  readonly #pool: pg.Pool;
  readonly #sessions = new Set<PostgresSession>();
  readonly #transactions: FairQueue;
  readonly #statements: FairQueue;
  readonly #probe: PostgresProbe;
  readonly #breaker: Breaker;
  readonly #names: StatementNames;

  private constructor(private readonly options: PostgresOptions) {
    this.#bounds = { ...POSTGRES_BOUNDS, ...options.bounds };
    this.#clock = options.clock ?? systemClock;
    this.#names = new StatementNames(options.preparedStatements);
    this.#pool = new pg.Pool({
      ...this.#connection(requestSettings(this.#bounds)),
      Client: PostgresSession,
      max: options.poolSize,
    });
    this.#pool.on('connect', (client) => this.#sessions.add(client as Pooled));
    this.#pool.on('remove', (client) => this.#sessions.delete(client as Pooled));
    this.#pool.on('error', (error, client) => {
      if (!(client as Pooled).isDestroyed) options.onIdleError(error);
    });
    const limits = laneLimits(options.poolSize, this.#bounds.waitMs);
    this.#transactions = new FairQueue(limits, this.#clock);
    this.#statements = new FairQueue({ ...limits, unkeyed: limits.total, waitingPerKey: limits.waiting }, this.#clock);
    const probeSession = () => new PostgresSession(this.#connection(requestSettings(this.#bounds)));
    this.#probe = new PostgresProbe(probeSession, this.#bounds.probeMs, this.#clock);
    this.#breaker = new Breaker({
      probe: () => this.#probe.check(),
      probeEveryMs: this.#bounds.probeMs,
      onChange: (away) => this.#onAway(away),
      clock: this.#clock,
    });
    this.run = (text, params, rows, signal) =>
      this.#withSession(
        this.#statements,
        undefined,
        (session) => {
          const ask = () => this.#send(session, this.#queryOf(session, { text, params, rows }));
          return this.#alone(session, signal ? () => this.#wanted(session, ask, signal) : ask);
        },
        signal,
      );
  }

  /** @throws DatabaseUnavailableError when the server cannot be reached or refuses the login; see its `cause` */
  static async open(options: PostgresOptions): Promise<PostgresDriver> {
    const driver = new PostgresDriver(options);
    try {
      await driver.run('select 1', [], 'object');
    } catch (error) {
      await driver.close();
      throw error;
    }
    return driver;
  }

  async transaction<T>(work: Work<T>, { orgId, maintenance = false }: TransactionOptions = {}): Promise<T> {
    if (maintenance) return this.#maintain(work);
    return this.#withSession(this.#transactions, orgId, (session) =>
      this.#inTransaction(session, work, this.#bounds.workMs),
    );
  }

  async commit(
    text: string,
    params: readonly unknown[],
    rows: RowMode,
    { orgId }: Pick<TransactionOptions, 'orgId'> = {},
  ): Promise<readonly unknown[]> {
    return this.#withSession(this.#transactions, orgId, async (session) => {
      if (session.isLost) throw new DatabaseUnavailableError('the connection was lost before the statement');
      let query: PostgresQuery | undefined;
      const ask = () => this.#send(session, (query = this.#queryOf(session, { text, params, rows })));
      try {
        return await this.#alone(session, ask);
      } catch (error) {
        if (!session.isLost || query?.isRefused) throw error;
        throw new OutcomeUnknownError('the connection was lost while the statement was committed', { cause: error });
      }
    });
  }

  async ping(): Promise<void> {
    this.#breaker.refuseWhileOpen();
    await this.#probe.check();
  }

  async close(): Promise<void> {
    this.#breaker.stop();
    this.#probe.close();
    await this.#pool.end();
  }

  /** Queues, checks out a connection, and returns it after `use`. */
  async #withSession<T>(
    queue: FairQueue,
    key: string | undefined,
    use: (session: Pooled) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    this.#breaker.refuseWhileOpen();
    const turn = queue.acquire(key, signal);
    if (turn) await turn;
    try {
      const session = await this.#checkOut();
      try {
        return await use(session);
      } finally {
        this.#checkIn(session);
      }
    } finally {
      queue.release(key);
    }
  }

  /**
   * Runs `ask` unless `signal` aborts. A short statement under way is left to end, because its connection is worth more; the
   * connection of a longer one is closed, whereupon the server ends it within `lostClientMs`.
   */
  async #wanted<T>(session: PostgresSession, ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    let timer: Timer | undefined;
    const leave = (): void => void (timer = this.#clock.after(this.#bounds.unwantedMs, () => session.destroy()));
    signal.addEventListener('abort', leave);
    try {
      return await ask();
    } catch (error) {
      throw signal.aborted ? reasonOf(signal) : error;
    } finally {
      signal.removeEventListener('abort', leave);
      timer?.cancel();
    }
  }

  /** Runs a single statement. If its prepared form is stale, it is prepared again: there is no earlier work to lose. */
  #alone<T>(session: PostgresSession, ask: () => Promise<T>): Promise<T> {
    return this.#within(this.#bounds.workMs, session, async () => {
      try {
        return await ask();
      } catch (error) {
        if (error instanceof StaleStatementError) return ask();
        throw error;
      }
    });
  }

  /** @param limitMs for the whole transaction; `undefined`: none */
  async #inTransaction<T>(session: PostgresSession, work: Work<T>, limitMs: number | undefined): Promise<T> {
    const transaction = new PostgresTransaction({
      session,
      query: (statement) => this.#queryOf(session, statement),
      send: (query) => this.#send(session, query),
      control: (text) => this.#control(session, text),
      rollback: () => this.#rollback(session),
    });
    const attempt = async (): Promise<T> => {
      const result = await work(transaction.run);
      await transaction.commit();
      return result;
    };
    try {
      return await (limitMs === undefined ? attempt() : this.#within(limitMs, session, attempt));
    } catch (error) {
      throw await transaction.fail(error);
    }
  }

  /**
   * Destroys the connection after `limitMs`: everything waiting on it fails, and the server rolls back uncommitted work. Rejects
   * then even if `work` waits for something else.
   */
  #within<T>(limitMs: number, session: PostgresSession, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(limitMs, () => {
        session.destroy();
        this.#breaker.failed();
        reject(new DatabaseUnavailableError(`the work took longer than ${limitMs} ms`));
      });
      work().then(
        (result) => {
          timer.cancel();
          resolve(result);
        },
        (error: unknown) => {
          timer.cancel();
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- whatever it was, it is passed on
          reject(error);
        },
      );
    });
  }

  /** Rolls back, or destroys the connection if that fails or takes too long. */
  async #rollback(session: PostgresSession): Promise<void> {
    await this.#within(this.#bounds.probeMs, session, () => this.#control(session, 'rollback')).catch(() =>
      session.destroy(),
    );
  }

  /** Runs on its own connection, without queueing or time limits, before requests are served. */
  async #maintain<T>(work: Work<T>): Promise<T> {
    const session = new PostgresSession(this.#connection(maintenanceSettings(this.#bounds)));
    session.prepares = false;
    try {
      await session.connect().catch((cause: unknown) => {
        throw new DatabaseUnavailableError('the database cannot be reached', { cause });
      });
      return await this.#inTransaction(session, work, undefined);
    } finally {
      session.destroy();
    }
  }

  /** @throws TypeError for a parameter that cannot be sent */
  #queryOf(session: PostgresSession, statement: Omit<PostgresStatement, 'name'>): PostgresQuery {
    const name = session.prepares ? this.#names.nameOf(statement.text) : undefined;
    return new PostgresQuery({ ...statement, name }, session.prepared);
  }

  async #send(session: PostgresSession, query: PostgresQuery): Promise<readonly unknown[]> {
    try {
      const rows = await session.query(query).answer;
      this.#breaker.succeeded();
      return rows;
    } catch (error) {
      // The error was created while reading the response, so its stack does not show the caller.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw this.#failed(session, error);
    }
  }

  /** Ends a transaction. @returns the command that the server executed */
  async #control(session: PostgresSession, text: 'commit' | 'rollback'): Promise<string> {
    try {
      const { command } = await session.query(text);
      return command;
    } catch (error) {
      throw this.#failed(session, error);
    }
  }

  #failed(session: PostgresSession, error: unknown): unknown {
    if (!session.isLost && !isLoss(error)) this.#breaker.succeeded();
    // A connection closed here says nothing about the database.
    else if (!session.isDestroyed) this.#breaker.failed();
    if (isLoss(error)) session.destroy();
    if (isForgotten(error) && this.#names.stop()) this.options.onForgotten?.();
    return toDatabaseError(error);
  }

  async #checkOut(): Promise<Pooled> {
    try {
      const session = (await this.#pool.connect()) as Pooled;
      session.inUse = true;
      return session;
    } catch (error) {
      // The pool gives the same error for a connection that was not established in time.
      const allInUse = this.#sessions.size >= this.options.poolSize;
      if (allInUse && isPoolTimeout(error)) {
        throw new DatabaseBusyError('no connection was free in time', { cause: error });
      }
      this.#breaker.failed();
      throw new DatabaseUnavailableError('the database cannot be reached', { cause: error });
    }
  }

  #checkIn(session: Pooled): void {
    session.inUse = false;
    session.release(session.isLost);
  }

  #onAway(away: boolean): void {
    this.options.onAway?.(away);
    if (!away) return;
    const refusal = new DatabaseUnavailableError('the database is unavailable');
    for (const queue of [this.#transactions, this.#statements]) queue.refuseAll(refusal);
    // Idle connections lead to a server that does not respond; whoever got one later would have to time out again.
    for (const session of this.#sessions) if (!session.inUse) session.destroy();
    this.#probe.close();
  }

  #connection(settings: string): pg.ClientConfig {
    const { url, options } = takeOptions(this.options.url);
    return {
      connectionString: url,
      connectionTimeoutMillis: this.#bounds.connectMs,
      // The operator's options come last, so that they take precedence.
      options: options === undefined ? settings : `${settings} ${options}`,
      keepAlive: true,
      keepAliveInitialDelayMillis: Math.ceil(this.#bounds.silentPeerMs / 2),
      application_name: 'bellhop',
    };
  }
}

function laneLimits(poolSize: number, waitMs: number): FairQueueLimits {
  const total = Math.max(1, poolSize - Math.max(1, Math.floor(poolSize * RESERVED)));
  return {
    total,
    perKey: Math.max(1, Math.min(TRANSACTIONS_PER_ORG, total - 1)),
    unkeyed: Math.max(1, Math.floor(total / 2)),
    waiting: MAX_WAITING,
    waitingPerKey: MAX_WAITING_PER_ORG,
    waitMs,
  };
}

/** Splits the `options` off a URL: left in it, they would replace the options given beside it. */
function takeOptions(url: string): { readonly url: string; readonly options?: string } {
  const address = new URL(url);
  const options = address.searchParams.get('options');
  if (options === null) return { url };
  address.searchParams.delete('options');
  return { url: address.href, options };
}
