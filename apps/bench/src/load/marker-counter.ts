/**
 * Counts a marker in bytes that arrive in pieces, wherever they are cut. The receiving side does nothing else with a
 * stream, so a thousand of them are cheap to read.
 */
export class MarkerCounter {
  /** Occurrences so far. */
  count = 0;
  readonly #marker: Buffer;
  /** Number of bytes at the end of the last piece that may start a marker. */
  #begun = 0;

  constructor(marker: Buffer) {
    if (marker.length < 2) throw new RangeError('a marker has two bytes or more');
    this.#marker = marker;
  }

  add(piece: Buffer): void {
    if (this.#begun === 0) return this.#search(piece, 0);
    const marker = this.#marker;
    const begun = marker.subarray(0, this.#begun);
    if (piece.length < marker.length - 1) return this.#search(Buffer.concat([begun, piece]), 0);
    const seam = Buffer.concat([begun, piece.subarray(0, marker.length - 1)]);
    const at = seam.indexOf(marker);
    // A marker inside the piece is found below.
    const isAcross = at !== -1 && at < begun.length;
    if (isAcross) this.count += 1;
    this.#search(piece, isAcross ? at + marker.length - begun.length : 0);
  }

  #search(bytes: Buffer, from: number): void {
    const marker = this.#marker;
    for (let at = bytes.indexOf(marker, from); at !== -1; at = bytes.indexOf(marker, from)) {
      this.count += 1;
      from = at + marker.length;
    }
    this.#begun = longestStart(bytes.subarray(Math.max(from, bytes.length - marker.length + 1)), marker);
  }
}

/** Length of the longest end of `bytes` that is a proper start of the marker. */
function longestStart(bytes: Buffer, marker: Buffer): number {
  for (let length = Math.min(bytes.length, marker.length - 1); length > 0; length -= 1) {
    if (bytes[bytes.length - length] !== marker[0]) continue;
    if (bytes.compare(marker, 0, length, bytes.length - length) === 0) return length;
  }
  return 0;
}
