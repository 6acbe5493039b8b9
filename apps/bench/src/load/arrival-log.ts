import type { EventCounter } from './client-stream.ts';

const TIMESTAMP = Buffer.from('"timestamp":');
const DIGITS = 13;
/** From the start of a timestamp to its last digit. */
const LENGTH = TIMESTAMP.length + DIGITS;

/** Records the delay of each event of a stream from its own `timestamp`, in milliseconds. */
export class ArrivalLog implements EventCounter {
  readonly delays: number[] = [];
  /** Events so far; clearing {@link delays} does not reset it. */
  count = 0;
  readonly #apart: number;
  /** Number of coming bytes without a timestamp. */
  #skip = 0;
  /** Possible start of a timestamp at the end of the last piece; copied, since that piece’s memory is reused. */
  #rest = Buffer.alloc(0);

  /** @param apart minimum number of bytes between timestamps, which are not searched. @default 0 */
  constructor(apart = 0) {
    this.#apart = apart;
  }

  add(piece: Buffer): void {
    const now = Date.now();
    const from = Math.min(this.#skip, piece.length);
    this.#skip -= from;
    const rest = this.#rest;
    if (rest.length === 0) return this.#search(piece, from, now);
    if (piece.length < LENGTH) return this.#search(Buffer.concat([rest, piece]), 0, now);
    // Only the seam is concatenated, to avoid copying large pieces.
    const seam = Buffer.concat([rest, piece.subarray(0, LENGTH - 1)]);
    this.#search(piece, Math.max(0, this.#note(seam, 0, now) - rest.length), now);
  }

  #search(bytes: Buffer, from: number, now: number): void {
    const next = this.#note(bytes, from, now);
    this.#skip = Math.max(0, next - bytes.length);
    this.#rest = Buffer.from(bytes.subarray(Math.max(next, bytes.length - LENGTH + 1)));
  }

  /** @returns where to search for the next timestamp, possibly past the end; `from` when there is none */
  #note(bytes: Buffer, from: number, now: number): number {
    let next = from;
    while (next < bytes.length) {
      const at = bytes.indexOf(TIMESTAMP, next);
      const end = at + LENGTH;
      if (at === -1 || end > bytes.length) break;
      this.delays.push(now - Number(bytes.toString('latin1', at + TIMESTAMP.length, end)));
      this.count += 1;
      next = end + this.#apart;
    }
    return next;
  }
}
