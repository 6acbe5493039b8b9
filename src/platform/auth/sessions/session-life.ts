/** How long a session lives that is not refreshed: a holiday and the days around it. Each refresh starts it anew. */
export const REFRESH_LIFE_MS = 30 * 86_400_000;

/**
 * How long a used refresh token still gives its successor: tabs that refresh at the same time, and an answer that was
 * lost on the way, must not look like theft.
 */
export const REUSE_LEEWAY_MS = 10_000;
