/** Removes HTTP’s chunked framing (RFC 9112, 7.1) from bytes in pieces. */
export class ChunkReader {
  #rest = Buffer.alloc(0);

  /** @returns the data of the chunks completed by this piece */
  add(piece: Buffer): Buffer {
    this.#rest = Buffer.concat([this.#rest, piece]);
    const data: Buffer[] = [];
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end === -1) break;
      const size = Number.parseInt(this.#rest.toString('latin1', 0, end), 16);
      if (!Number.isInteger(size)) throw new Error('this is no chunked body');
      if (this.#rest.length < end + 2 + size + 2) break;
      data.push(this.#rest.subarray(end + 2, end + 2 + size));
      this.#rest = this.#rest.subarray(end + 2 + size + 2);
    }
    return Buffer.concat(data);
  }
}
