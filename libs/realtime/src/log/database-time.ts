/**
 * Now, in Unix milliseconds, for a statement.
 * @param n the parameter that has it in tests; null for the database's own clock, which is one for all instances
 */
export const databaseTime = (n: number): string =>
  `coalesce($${n}::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint)`;
