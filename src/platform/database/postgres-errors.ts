import pg from 'pg';
import { DatabaseBusyError, DatabaseUnavailableError, sqlState, StaleStatementError } from './database.errors.js';

/**
 * Connection lost (08), deadlock or serialisation failure (40), out of connections or memory (53), cancelled or shut down
 * (57), transaction timeouts (25P03, 25P04): the request is valid, and a retry may succeed.
 */
const PASSING = /^(08|40|53|57|25P03|25P04)/;
/** Lock timeout. */
const LOCKED = '55P03';
/** The server closes the connection after these. */
const LAST_WORDS = /^(08|57P|25P03|25P04)/;
const CONNECTION_LOST =
  /Connection terminated|connection error|timeout exceeded when trying to connect|timeout expired|not queryable|pool after calling end/;

/** Whether the connection is unusable after `error`. */
export function isLoss(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if (error instanceof pg.DatabaseError) return LAST_WORDS.test(sqlState(error) ?? '');
  // The system's own errors; with several addresses to try, there is one for each of them.
  const system = 'code' in error && typeof error.code === 'string' && /^E[A-Z_]+$/.test(error.code);
  return system || 'errors' in error || ('message' in error && CONNECTION_LOST.test(String(error.message)));
}

/**
 * Whether a statement was not run because its prepared form is stale: the server does not know it (26000), or a migration has
 * changed its result columns.
 */
export const isStale = (error: unknown): boolean =>
  isForgotten(error) || (error instanceof pg.DatabaseError && error.routine === 'RevalidateCachedQuery');

/** Whether the server does not know a prepared statement: behind a pooler, each query may reach another server. */
export const isForgotten = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '26000';

/** Whether the pool had no free connection within the time limit. The error has no code. */
export const isPoolTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('timeout exceeded when trying to connect');

/** Converts `error`: transient errors become a {@link DatabaseUnavailableError}, others are returned unchanged. */
export function toDatabaseError(error: unknown): unknown {
  const state = error instanceof pg.DatabaseError ? sqlState(error) : undefined;
  if (isStale(error)) return new StaleStatementError({ cause: error });
  if (state === LOCKED) return new DatabaseBusyError('a lock was held for too long', { cause: error });
  const passes = state === undefined ? isLoss(error) : PASSING.test(state);
  return passes ? new DatabaseUnavailableError('the database does not respond', { cause: error }) : error;
}
