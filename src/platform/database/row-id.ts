import { pooledRandomBytes } from '@bellhop/realtime';
import { v7 as uuidv7 } from 'uuid';

const randomBytes = pooledRandomBytes();
let lastMs = 0;
let sequence = 0;

/**
 * Returns the id of a new row: a UUID version 7 (RFC 9562, 5.7), greater than all earlier ones of this process. Random bytes are
 * fetched in batches, because fetching them per id would cost more than everything else.
 */
export function newRowId(): string {
  const random = randomBytes(16);
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // In the lower half of its 32 bits, so that it can grow within the millisecond.
    sequence = random.readUInt32BE(6) >>> 1;
  } else {
    sequence += 1;
  }
  return uuidv7({ random, msecs: lastMs, seq: sequence });
}
