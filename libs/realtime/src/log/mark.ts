import { randomFillSync } from 'node:crypto';

/** Random numbers per call to the system: one by one they cost more than the rest of an append. */
const POOL = new Uint32Array(256);
let taken = POOL.length;

/** Returns a new `mark` for a record (see `RecordLink`): random, 1 to 2^31 - 1. */
export function randomMark(): number {
  if (taken === POOL.length) {
    randomFillSync(POOL);
    taken = 0;
  }
  const mark = (POOL[taken] ?? 0) >>> 1;
  taken += 1;
  return mark === 0 ? randomMark() : mark;
}
