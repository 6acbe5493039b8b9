import { randomFillSync } from 'node:crypto';

/** Bytes per call to the system: the call costs more than using its bytes. */
const POOL_BYTES = 4_096;

/**
 * Returns random bytes of the system, fetched in advance.
 * @param length at most 4,096
 */
export type RandomBytes = (length: number) => Buffer;

/** Returns each byte once. The buffer is valid until the next call. */
export function pooledRandomBytes(): RandomBytes {
  const pool = Buffer.alloc(POOL_BYTES);
  let taken = POOL_BYTES;
  return (length) => {
    if (taken + length > POOL_BYTES) {
      randomFillSync(pool);
      taken = 0;
    }
    return pool.subarray(taken, (taken += length));
  };
}
