import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { MAX_BATCH, type SendEach } from './send-each.js';

/** The part of a socket that a stream writes to. */
export type WritableSocket = Pick<Socket, 'write' | 'writableLength'>;

/** The owner of a socket that is written to. */
export interface WritableConnection {
  readonly socket: WritableSocket;
  /** Whether bytes may go straight to the socket's descriptor: the result of {@link isPlain}, read once. */
  readonly isPlain: boolean;
  /** Set by the writer while it has gathered bytes for it. Initially `false`. */
  isGathered: boolean;
  /** Called when the socket took only part of its bytes and buffers the rest: it is full until its `drain`. */
  full(): void;
}

/**
 * Node keeps a socket's handle in an undocumented property that is as old as Node. `fd` is negative once the handle is
 * closed, so a descriptor that meanwhile belongs to another connection is never written to.
 */
interface WithHandle {
  readonly _handle?: { readonly fd?: number } | null;
}

/** An invalid descriptor: sending to it fails. */
const CLOSED = -1;

const fdOf = (socket: object & WithHandle): number => socket._handle?.fd ?? CLOSED;

/** Whether the bytes written to a socket go over the connection unchanged. Not so with TLS. */
export const isPlain = (socket: object): boolean =>
  socket instanceof Socket && !(socket instanceof TLSSocket) && fdOf(socket) >= 0;

/**
 * Writes events to many sockets. Between {@link cork} and {@link uncork}, bytes for sockets with an empty buffer are
 * gathered and sent in one call below Node's streams: a `Socket.write` for each costs a third more than the kernel's
 * work. Bytes that a socket does not take, and failures, go through `Socket.write`, which waits and reports as usual.
 * Without {@link SendEach} everything does.
 *
 * Each socket gets its bytes in the order of the writes, by either way.
 */
export class FanOutWriter {
  #corked = 0;
  // Gathered writes as three parallel columns; the first `#count` rows are in use.
  readonly #connections = new Array<WritableConnection | undefined>(MAX_BATCH).fill(undefined);
  readonly #which = new Uint32Array(MAX_BATCH);
  readonly #fds = new Int32Array(MAX_BATCH);
  #count = 0;
  /**
   * The buffers that {@link #which} points to. May hold the same bytes twice; connections of the same bytes are
   * adjacent.
   */
  #buffers: Buffer[] = [];

  /** @param sendEach @default none: every write goes through Node */
  constructor(private readonly sendEach?: SendEach) {}

  /** Gathers from now on. Nested corks add up. */
  cork(): void {
    this.#corked += 1;
  }

  /** Sends the gathered bytes once the last cork is removed. */
  uncork(): void {
    this.#corked -= 1;
    if (this.#corked === 0) this.#flush();
  }

  /**
   * Writes, or gathers while corked.
   * @returns `false` when the socket is full until its `drain`; gathered writes report this later, by
   *   {@link WritableConnection.full}
   */
  write(to: WritableConnection, bytes: Buffer): boolean {
    if (this.#corked === 0 || !this.sendEach || !to.isPlain) return to.socket.write(bytes);
    if (to.isGathered || this.#count === MAX_BATCH) this.#flush();
    // The socket buffers earlier bytes, and these have to go after them.
    if (to.socket.writableLength > 0) return to.socket.write(bytes);
    if (this.#buffers.at(-1) !== bytes) this.#buffers.push(bytes);
    to.isGathered = true;
    this.#connections[this.#count] = to;
    this.#which[this.#count] = this.#buffers.length - 1;
    this.#count += 1;
    return true;
  }

  /** Writes at once, after any bytes gathered for the same connection. */
  writeNow(to: WritableConnection, bytes: Buffer): boolean {
    if (to.isGathered) this.#flush();
    return to.socket.write(bytes);
  }

  #flush(): void {
    const count = this.#count;
    if (count === 0 || !this.sendEach) return;
    const buffers = this.#buffers;
    this.#buffers = [];
    this.#count = 0;
    for (let row = 0; row < count; row += 1) {
      const connection = this.#connections[row];
      // Read now: a handle closed meanwhile no longer has a descriptor.
      this.#fds[row] = connection ? fdOf(connection.socket) : CLOSED;
      if (connection) connection.isGathered = false;
    }
    const unsent = this.sendEach(this.#fds, this.#which, count, buffers);
    for (let row = 0; row < count; row += 1) {
      const connection = this.#connections[row];
      this.#connections[row] = undefined;
      if (unsent > 0 && connection)
        this.#writeRest(connection, buffers[this.#which[row] ?? 0], this.#fds[row] ?? CLOSED);
    }
  }

  #writeRest(to: WritableConnection, bytes: Buffer | undefined, taken: number): void {
    if (!bytes || taken === bytes.length) return;
    if (!to.socket.write(taken > 0 ? bytes.subarray(taken) : bytes)) to.full();
  }
}
