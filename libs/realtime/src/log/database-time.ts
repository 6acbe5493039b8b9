/**
 * Returns an SQL expression for the current time in Unix milliseconds.
 * @param n parameter number of the time in tests; null means the database's clock, the same for all instances
 */
export const databaseTime = (n: number): string =>
  `coalesce($${n}::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint)`;
