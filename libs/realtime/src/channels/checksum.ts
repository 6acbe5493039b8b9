import { crc32 } from 'node:zlib';

/** The CRC-32 polynomial of RFC 1952, 8, bits reversed. */
const POLYNOMIAL = 0xedb88320;
/** x to the power of 0, in reversed bits. */
const ONE = 0x80000000;

const timesX = (value: number): number => (value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1) >>> 0;

/** Multiplies two polynomials modulo {@link POLYNOMIAL}, over GF(2). */
function product(left: number, right: number): number {
  let sum = 0;
  let shifted = right;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if (left & bit) sum ^= shifted;
    shifted = timesX(shifted);
  }
  return sum >>> 0;
}

/** x to the powers of 8, 16, 32 and so on: the factors that shift a checksum by 1, 2, 4 … bytes. */
const POWERS = [ONE >>> 8];
for (const power of POWERS) if (POWERS.length < 32) POWERS.push(product(power, power));

/** x to the power of 8 times `bytes`. */
function shiftOf(bytes: number): number {
  let shift = ONE;
  for (let rest = bytes, power = 0; rest > 0; rest = Math.floor(rest / 2), power += 1) {
    if (rest % 2 === 1) shift = product(POWERS[power % POWERS.length] ?? ONE, shift);
  }
  return shift;
}

/** CRC-32 and length of a piece of text (RFC 1952, 2.3.1). */
export interface Checksum {
  readonly crc: number;
  /** In bytes. */
  readonly length: number;
}

/** Returns the checksum of text in UTF-8. */
export function checksumOf(text: string): Checksum {
  const bytes = Buffer.from(text);
  return { crc: crc32(bytes), length: bytes.length };
}

/** Half-bytes in a checksum. */
const NIBBLES = 8;

/**
 * Checksum of text that goes to many connections, each with different text before it. zlib's `crc32_combine` multiplies
 * the checksum before it by x to the power of the text's bits. That is linear, so one precomputed table reduces it to
 * eight look-ups per connection, whatever the text's length.
 */
export class SharedChecksum implements Checksum {
  readonly crc: number;
  readonly length: number;
  /** For each half-byte of a checksum, its products with the shift: 16 values each. */
  readonly #products = new Int32Array(NIBBLES * 16);

  constructor(parts: readonly Checksum[]) {
    let crc = 0;
    let length = 0;
    for (const part of parts) {
      crc = length === 0 ? part.crc : product(shiftOf(part.length), crc) ^ part.crc;
      length += part.length;
    }
    this.crc = crc >>> 0;
    this.length = length;
    let power = shiftOf(length);
    for (let bit = 31; bit >= 0; bit -= 1) {
      const row = (bit >>> 2) * 16;
      const single = 1 << (bit & 3);
      this.#products[row + single] = power;
      power = timesX(power);
    }
    for (let at = 0; at < this.#products.length; at += 1) {
      const low = at & -at & 15;
      if (low !== 0 && low !== (at & 15)) this.#products[at] = this.#at(at - low) ^ this.#at((at & ~15) + low);
    }
  }

  /** Returns the CRC of the text with CRC `before`, followed by this text. */
  after(before: number): number {
    let crc = this.crc;
    for (let row = 0, rest = before; row < NIBBLES * 16; row += 16, rest >>>= 4) crc ^= this.#at(row + (rest & 15));
    return crc >>> 0;
  }

  #at(place: number): number {
    return this.#products[place] ?? 0;
  }
}

/** CRC-32 and length of everything written to a connection. */
export class RunningChecksum implements Checksum {
  crc = 0;
  /** Modulo 2^32, as in gzip. */
  length = 0;

  /** Adds text for this connection only. */
  add(text: string): void {
    const bytes = Buffer.from(text);
    this.crc = crc32(bytes, this.crc);
    this.length = (this.length + bytes.length) >>> 0;
  }

  addShared(stretch: SharedChecksum): void {
    this.crc = stretch.after(this.crc);
    this.length = (this.length + stretch.length) >>> 0;
  }
}
