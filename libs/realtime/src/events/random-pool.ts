import { randomFillSync } from 'node:crypto';

/** Bytes fetched from the system at a time: one call costs more than what is done with its bytes. */
const POOL_BYTES = 4_096;

/**
 * The system's random bytes, fetched in advance.
 * @param length at most 4,096
 */
export type RandomBytes = (length: number) => Buffer;

/** Each byte is given once. What is given is valid until the next call. */
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
