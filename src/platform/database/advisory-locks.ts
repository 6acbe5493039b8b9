/**
 * PostgreSQL's advisory locks are numbers shared by everyone in a database. All of the application's are here; those of the
 * realtime library lie between the first and the second. `test/architecture/transactions.spec.ts` checks that no two are
 * equal, across both.
 */
export const ADVISORY_LOCKS = {
  migrations: 7_245_010,
  demo: 7_245_030,
  rateLimits: 7_245_031,
} as const;
