/** Wait before another attempt: exponential, with full jitter. */
export interface BackoffOptions {
  /** Upper bound of the wait after the first failure, in milliseconds; doubles with each failure. @default 200 */
  readonly firstMs?: number;
  /** Maximum of that bound, in milliseconds. @default 30_000 */
  readonly maxMs?: number;
}

export const DEFAULT_BACKOFF = { firstMs: 200, maxMs: 30_000 } as const;

/**
 * Returns a random wait from 0 to the bound (full jitter), so that partitions that failed together do not retry
 * together.
 * @param failures failed attempts, from 1
 * @param random from 0 up to, but not including, 1
 * @returns whole milliseconds
 */
export function backoffMs({ firstMs, maxMs }: Required<BackoffOptions>, failures: number, random: number): number {
  return Math.floor(random * Math.min(maxMs, firstMs * 2 ** (failures - 1)));
}
