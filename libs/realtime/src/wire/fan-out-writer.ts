import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { MOST_AT_ONCE, type SendEach } from './send-each.js';

/** What of a socket a stream writes to. */
export type WritableSocket = Pick<Socket, 'write' | 'writableLength'>;

/** Somebody whose socket is written to. */
export interface Recipient {
  readonly socket: WritableSocket;
  /** Whether bytes may go to the socket's descriptor as they are: {@link isPlain}, asked once. */
  readonly isPlain: boolean;
  /** Kept by the writer: something is gathered for it. `false` to begin with. */
  isGathered: boolean;
  /** The socket could not take what it was given and holds the rest: it is full until its `drain`. */
  full(): void;
}

/**
 * Node keeps a socket's handle in a property of its own, which is not documented and as old as Node. `fd` is negative
 * once the handle is closed, so that a descriptor which another connection has by now is never written to.
 */
interface WithHandle {
  readonly _handle?: { readonly fd?: number } | null;
}

/** No descriptor has this number; what is sent to it fails. */
const CLOSED = -1;

const fdOf = (socket: object & WithHandle): number => socket._handle?.fd ?? CLOSED;

/** Whether what is written to a socket is what goes over the connection. Behind TLS it is not. */
export const isPlain = (socket: object): boolean =>
  socket instanceof Socket && !(socket instanceof TLSSocket) && fdOf(socket) >= 0;

/**
 * Writes events to many sockets. Between {@link cork} and {@link uncork} what is due to sockets that hold nothing back is
 * gathered and sent in one call below Node's streams: a `Socket.write` each costs a third more than what the kernel
 * does for it. What a socket does not take, and what fails, goes through `Socket.write`, which waits and reports as
 * ever. Without {@link SendEach} everything does.
 *
 * Each socket gets its bytes in the order they were given, whichever way they go.
 */
export class FanOutWriter {
  #corked = 0;
  // Who is due what, in three columns; the first `#count` rows are in use.
  readonly #recipients = new Array<Recipient | undefined>(MOST_AT_ONCE).fill(undefined);
  readonly #which = new Uint32Array(MOST_AT_ONCE);
  readonly #fds = new Int32Array(MOST_AT_ONCE);
  #count = 0;
  /** What {@link #which} points to. The same bytes may be there twice; recipients of the same come in a row. */
  #buffers: Buffer[] = [];

  /** @param sendEach default: none, every write is Node's */
  constructor(private readonly sendEach?: SendEach) {}

  /** Gathers from now on. Corks add up. */
  cork(): void {
    this.#corked += 1;
  }

  /** Sends what was gathered, when the last cork is out. */
  uncork(): void {
    this.#corked -= 1;
    if (this.#corked === 0) this.#flush();
  }

  /**
   * Writes, or gathers while corked.
   * @returns `false` when the socket is full until its `drain`; what is gathered tells later, by {@link Recipient.full}
   */
  write(to: Recipient, bytes: Buffer): boolean {
    if (this.#corked === 0 || !this.sendEach || !to.isPlain) return to.socket.write(bytes);
    if (to.isGathered || this.#count === MOST_AT_ONCE) this.#flush();
    // It holds something back, and these bytes have to wait behind that.
    if (to.socket.writableLength > 0) return to.socket.write(bytes);
    if (this.#buffers.at(-1) !== bytes) this.#buffers.push(bytes);
    to.isGathered = true;
    this.#recipients[this.#count] = to;
    this.#which[this.#count] = this.#buffers.length - 1;
    this.#count += 1;
    return true;
  }

  /** Writes at once, after what is gathered for the same recipient. */
  writeNow(to: Recipient, bytes: Buffer): boolean {
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
      const recipient = this.#recipients[row];
      // Read now: a handle closed since has no descriptor any more.
      this.#fds[row] = recipient ? fdOf(recipient.socket) : CLOSED;
      if (recipient) recipient.isGathered = false;
    }
    const unsent = this.sendEach(this.#fds, this.#which, count, buffers);
    for (let row = 0; row < count; row += 1) {
      const recipient = this.#recipients[row];
      this.#recipients[row] = undefined;
      if (unsent > 0 && recipient) this.#writeRest(recipient, buffers[this.#which[row] ?? 0], this.#fds[row] ?? CLOSED);
    }
  }

  #writeRest(to: Recipient, bytes: Buffer | undefined, taken: number): void {
    if (!bytes || taken === bytes.length) return;
    if (!to.socket.write(taken > 0 ? bytes.subarray(taken) : bytes)) to.full();
  }
}
