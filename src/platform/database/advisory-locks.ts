/**
 * PostgreSQL's advisory locks are numbers that everybody in a database shares. All of the application's are here; those of
 * the realtime library begin between the first and the second. Two must not be the same, also of the one and the other:
 * `test/architecture/transactions.spec.ts`.
 */
export const ADVISORY_LOCKS = {
  migrations: 7_245_010,
  demo: 7_245_030,
  rateLimits: 7_245_031,
} as const;
