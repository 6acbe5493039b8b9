import pg from 'pg';
import { DatabaseUnavailableError, sqlState } from './database.errors.js';
import type { RowMode, RunSql, SqlDriver } from './sql-driver.js';
import { asText, TEMPORAL_TYPES } from './temporal-text.js';

export interface PostgresOptions {
  readonly url: string;
  /** Connections at most. */
  readonly poolSize: number;
  /** Told of connections that broke while nobody used them; the pool replaces them. */
  readonly onIdleError: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** No statement of Bellhop's takes a second; one that takes this long holds locks that others wait for. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** Between statements of a transaction nothing is waited for but the database. */
const IDLE_TRANSACTION_TIMEOUT_MS = 30_000;

/**
 * Connection lost (08), deadlock or serialisation failure (40), out of connections or memory (53), cancelled or shut
 * down (57), out of time in a transaction (25P03): nothing is wrong with the request, and trying again may help.
 */
const PASSING = /^(08|40|53|57|25P03)/;
const CONNECTION_LOST =
  /Connection terminated|connection error|timeout exceeded when trying to connect|Query read timeout|not queryable|pool after calling end/;

type Parse = (value: string) => unknown;

const types: pg.CustomTypesConfig = {
  getTypeParser: (type, format): Parse =>
    TEMPORAL_TYPES.includes(type) ? asText : (pg.types.getTypeParser(type, format) as Parse),
};

/** A PostgreSQL server (15 or newer) through a pool of connections. */
export class PostgresDriver implements SqlDriver {
  readonly run: RunSql;

  private constructor(private readonly pool: pg.Pool) {
    this.run = runOn(pool);
  }

  /** @throws DatabaseUnavailableError when the server cannot be reached; the database's error when it refuses the login */
  static async open({ url, poolSize, onIdleError }: PostgresOptions): Promise<PostgresDriver> {
    const pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
      keepAlive: true,
      application_name: 'bellhop',
    });
    pool.on('error', onIdleError);
    const driver = new PostgresDriver(pool);
    try {
      await driver.run('select 1', [], 'object');
    } catch (error) {
      await pool.end();
      throw error;
    }
    return driver;
  }

  async transaction<T>(work: (run: RunSql) => Promise<T>): Promise<T> {
    const client = await this.pool.connect().catch(rethrow);
    // A connection that breaks while it is checked out reports here as well as to the statement under way.
    const onError = (): void => undefined;
    client.on('error', onError);
    const run = runOn(client);
    let broken = false;
    try {
      await run('begin', [], 'object');
      const result = await work(run);
      await run('commit', [], 'object');
      return result;
    } catch (error) {
      await run('rollback', [], 'object').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

const runOn =
  (target: pg.Pool | pg.PoolClient): RunSql =>
  async (text, params, rowMode: RowMode) => {
    const values = [...params];
    const result =
      rowMode === 'array'
        ? await target.query<unknown[]>({ text, values, types, rowMode }).catch(rethrow)
        : await target.query<object>({ text, values, types }).catch(rethrow);
    return result.rows;
  };

function rethrow(error: unknown): never {
  throw isPassing(error) ? new DatabaseUnavailableError('the database does not answer', { cause: error }) : error;
}

function isPassing(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if (error instanceof pg.DatabaseError) return PASSING.test(sqlState(error) ?? '');
  // The system's own errors; with several addresses to try, there is one for each of them.
  const system = 'code' in error && typeof error.code === 'string' && /^E[A-Z_]+$/.test(error.code);
  return system || 'errors' in error || ('message' in error && CONNECTION_LOST.test(String(error.message)));
}
