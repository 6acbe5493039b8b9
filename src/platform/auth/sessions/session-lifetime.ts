/** Lifetime of a session without refreshes: a holiday and some days around it. Each refresh restarts it. */
export const REFRESH_LIFE_MS = 30 * 86_400_000;

/**
 * How long a used refresh token still returns its successor: tabs that refresh at the same time, and a lost response, must not
 * look like theft.
 */
export const REUSE_LEEWAY_MS = 10_000;
