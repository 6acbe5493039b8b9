const TIMESTAMP = Buffer.from('"timestamp":');
const DIGITS = 13;

/** Notes how long after its own `timestamp` each event of a stream came, in milliseconds. */
export class ArrivalLog {
  readonly delays: number[] = [];
  #rest = Buffer.alloc(0);

  add(piece: Buffer): void {
    const now = Date.now();
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece;
    let from = 0;
    for (let at = bytes.indexOf(TIMESTAMP); at !== -1; at = bytes.indexOf(TIMESTAMP, from)) {
      const end = at + TIMESTAMP.length + DIGITS;
      if (end > bytes.length) break;
      this.delays.push(now - Number(bytes.toString('latin1', at + TIMESTAMP.length, end)));
      from = end;
    }
    // What may be the beginning of a timestamp; the piece's own memory is used again.
    this.#rest = Buffer.from(bytes.subarray(Math.max(from, bytes.length - TIMESTAMP.length - DIGITS)));
  }
}
