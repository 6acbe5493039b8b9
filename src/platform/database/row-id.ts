import { pooledRandomBytes } from '@bellhop/realtime';
import { v7 as uuidv7 } from 'uuid';

const randomBytes = pooledRandomBytes();
let lastMs = 0;
let sequence = 0;

/**
 * The id of a new row: a UUID version 7 (RFC 9562, 5.7), greater than all that this process made before. The system is asked
 * for random numbers now and then instead of for each id, which costs more than the rest of it.
 */
export function newRowId(): string {
  const random = randomBytes(16);
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // Below half of its 32 bits, so that it has room to grow within the millisecond.
    sequence = random.readUInt32BE(6) >>> 1;
  } else {
    sequence += 1;
  }
  return uuidv7({ random, msecs: lastMs, seq: sequence });
}
