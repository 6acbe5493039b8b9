/** How long to wait before another attempt: exponential, with full jitter. */
export interface BackoffOptions {
  /** Upper bound of the wait after the first failure, in milliseconds; it doubles with each one. @default 200 */
  readonly firstMs?: number;
  /** What the bound grows to, in milliseconds. @default 30_000 */
  readonly maxMs?: number;
}

export const DEFAULT_BACKOFF = { firstMs: 200, maxMs: 30_000 } as const;

/**
 * Full jitter: anything from nothing to the bound, so that lanes which failed together do not come back together.
 * @param failures attempts that failed, from 1
 * @param random from 0 up to, but not including, 1
 * @returns whole milliseconds
 */
export function backoffMs({ firstMs, maxMs }: Required<BackoffOptions>, failures: number, random: number): number {
  return Math.floor(random * Math.min(maxMs, firstMs * 2 ** (failures - 1)));
}
