import { expect, test } from '@jest/globals';
import { queuedBetween } from '../src/measure/socket-queues.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000005 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00270000:00000000 04:00000010 00000000     0        0 2 2 0 20 4 30 10 -1
   2: 0100007F:C350 0100007F:1F90 01 00000000:0000FF00 00:00000000 00000000     0        0 3 2 0 20 4 30 10 -1
   3: 0100007F:1F90 0100007F:C351 01 00000009:00000000 00:00000000 00000000     0        0 4 2 0 20 4 30 10 -1
`;

test('counts the kernel’s bytes at both ends of the connection, and of no other', () => {
  expect(queuedBetween(TABLE, [0x1f90, 0xc350])).toBe(0x270000 + 0xff00);
  expect(queuedBetween(TABLE, [0x1f90, 0xc351])).toBe(9);
  expect(queuedBetween(TABLE, [0x1f90, 0xc352])).toBe(0);
});
