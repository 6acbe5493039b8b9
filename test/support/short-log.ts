/** Of the tar format: header and content are whole blocks. */
const BLOCK = 512;
const SIZE = { at: 124, length: 12 } as const;
const CHECKSUM = { at: 148, length: 8 } as const;
/** A segment of PostgreSQL's log, which has 16 MiB from the start, and its pages. */
const SEGMENT = /pg_wal\/[0-9A-F]{24}$/;
const PAGE = 8192;

/**
 * Cuts off the unused rest of the log in a dump, two thirds of it: to copy zeros was most of what opening a dump took.
 * PostgreSQL lengthens the file again as it writes.
 * @param dump a tar archive
 */
export function withShortLog(dump: Uint8Array): Uint8Array {
  const tar = Buffer.from(dump.buffer, dump.byteOffset, dump.byteLength);
  const parts: Buffer[] = [];
  for (let at = 0; at + BLOCK <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK);
    const size = parseInt(header.toString('latin1', SIZE.at, SIZE.at + SIZE.length), 8) || 0;
    const content = tar.subarray(at + BLOCK, at + BLOCK + blocks(size));
    const name = header.toString('latin1', 0, header.indexOf(0));
    if (SEGMENT.test(name)) parts.push(...shortened(header, content));
    else parts.push(header, content);
    at += BLOCK + content.length;
  }
  return Buffer.concat(parts);
}

const blocks = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;

function shortened(header: Buffer, content: Buffer): [Buffer, Buffer] {
  let used = content.length;
  while (used > 0 && content[used - 1] === 0) used -= 1;
  const size = Math.ceil(used / PAGE) * PAGE;
  const changed = Buffer.from(header);
  changed.write(`${size.toString(8).padStart(SIZE.length - 1, '0')}\0`, SIZE.at, 'latin1');
  // The sum of the header's bytes, its own field being spaces.
  changed.fill(' ', CHECKSUM.at, CHECKSUM.at + CHECKSUM.length);
  const sum = changed.reduce((total, byte) => total + byte, 0);
  changed.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM.at, 'latin1');
  return [changed, content.subarray(0, size)];
}
