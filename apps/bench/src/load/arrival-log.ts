import type { EventCounter } from './client-stream.ts';

const TIMESTAMP = Buffer.from('"timestamp":');
const DIGITS = 13;
/** From the beginning of a timestamp to its last digit. */
const LENGTH = TIMESTAMP.length + DIGITS;

/** Notes how long after its own `timestamp` each event of a stream came, in milliseconds. */
export class ArrivalLog implements EventCounter {
  readonly delays: number[] = [];
  /** Events so far; stays when {@link delays} are cleared. */
  count = 0;
  readonly #apart: number;
  /** Bytes to come that hold no timestamp. */
  #skip = 0;
  /** What may be the beginning of a timestamp, at the end of the last piece; that piece's own memory is used again. */
  #rest = Buffer.alloc(0);

  /** @param apart bytes that follow each timestamp before the next one, at the least: they are not searched. @default 0 */
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
    // Only where the pieces meet are they put together: large ones would be copied for nothing.
    const seam = Buffer.concat([rest, piece.subarray(0, LENGTH - 1)]);
    this.#search(piece, Math.max(0, this.#note(seam, 0, now) - rest.length), now);
  }

  #search(bytes: Buffer, from: number, now: number): void {
    const next = this.#note(bytes, from, now);
    this.#skip = Math.max(0, next - bytes.length);
    this.#rest = Buffer.from(bytes.subarray(Math.max(next, bytes.length - LENGTH + 1)));
  }

  /** @returns where to look for the next timestamp, which may be past the end; `from` when there is none */
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
