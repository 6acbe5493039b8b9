import { type SQL, sql } from 'drizzle-orm';

/**
 * The database's clock, which is one for all instances: for moments that one instance stamps and another compares with. Stands
 * still within a transaction.
 */
export const databaseNow: SQL<Date> = sql<Date>`now()`;

/** So many milliseconds from now, by the database's clock. */
export const databaseTimeIn = (ms: number): SQL<Date> =>
  sql<Date>`${databaseNow} + ${ms}::bigint * interval '1 millisecond'`;
