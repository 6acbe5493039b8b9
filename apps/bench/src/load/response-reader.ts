const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const STATUS_AT = 'HTTP/1.1 '.length;

/** Finds the ends of responses on a keep-alive connection, in bytes cut anywhere. Skips bodies. */
export class ResponseReader {
  #head: Buffer | undefined;
  /** Bytes of the body still to come. */
  #missing = 0;
  #status = 0;

  /**
   * @param piece at most one response’s bytes; its memory may be reused
   * @returns the status of the response completed by this piece
   * @throws Error when a response lacks a required `content-length`
   */
  add(piece: Buffer): number | undefined {
    if (this.#missing > 0) return this.#skip(piece.length);
    const bytes = this.#head ? Buffer.concat([this.#head, piece]) : piece;
    const end = bytes.indexOf(HEAD_END);
    if (end === -1) {
      this.#head = Buffer.from(bytes);
      return undefined;
    }
    this.#head = undefined;
    const head = bytes.toString('latin1', 0, end);
    this.#status = Number(head.slice(STATUS_AT, STATUS_AT + 3));
    const length = LENGTH.exec(head)?.[1];
    if (length === undefined && this.#status !== 204) throw new Error(`a response without content-length:\n${head}`);
    this.#missing = Number(length ?? 0);
    return this.#skip(bytes.length - end - HEAD_END.length);
  }

  #skip(bytes: number): number | undefined {
    if (bytes > this.#missing) throw new Error('a response is longer than it said');
    this.#missing -= bytes;
    return this.#missing === 0 ? this.#status : undefined;
  }
}
