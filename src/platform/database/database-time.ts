import { type SQL, sql } from 'drizzle-orm';

/**
 * The database's clock, shared by all instances: for times that one instance writes and another compares. Constant within a
 * transaction.
 */
export const databaseNow: SQL<Date> = sql<Date>`now()`;

/** A number of milliseconds from now, by the database's clock. */
export const databaseTimeIn = (ms: number): SQL<Date> =>
  sql<Date>`${databaseNow} + ${ms}::bigint * interval '1 millisecond'`;
