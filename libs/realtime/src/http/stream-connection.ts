import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RunningChecksum } from '../channels/checksum.js';
import { encodeEnd, encodeFirst, encodeFrame, type Encoding, isChunked, isGzip } from '../channels/encoding.js';
import type { Selection } from '../channels/selection.js';
import type { Timer } from '../time/clock.js';
import { type StreamHeaders, takeOverSocket } from './take-over-socket.js';
import type { Peer } from './tcp-table.js';

/** What of a socket a stream uses. */
export type StreamSocket = Pick<
  Socket,
  'write' | 'end' | 'destroy' | 'on' | 'resume' | 'destroyed' | 'writableLength' | 'writableNeedDrain'
> &
  Peer;

interface Timers {
  after(delayMs: number, task: () => void): Timer;
}

/** Who is served over a connection. */
export interface Served {
  /** The socket was full and has room again. */
  drained(): void;
  /** The connection is gone. Called once, and not after {@link StreamConnection.end}. */
  closed(): void;
}

/** How long a client may take to close its side after the last bytes, in milliseconds. */
const CLOSE_GRACE_MS = 2_000;

/**
 * Owns a socket that was taken from Node's HTTP server, until it is closed: whatever happens to it, and whoever is
 * served over it or nobody, an error ends here, and nothing of it stays behind.
 *
 * States: *open*, with or without somebody {@link serve}d; *ending*, when everything has been written and the client has
 * {@link CLOSE_GRACE_MS} to close its side; *closed*, final.
 */
export class StreamConnection {
  #served: Served | undefined;
  #grace: Timer | undefined;

  /**
   * @param timers shared timers; tenths of a second are exact enough
   * @param given of all that was written, for the trailer of a gzip body; nobody asks for it otherwise
   */
  constructor(
    readonly socket: StreamSocket,
    readonly encoding: Encoding,
    private readonly timers: Timers,
    private readonly given?: RunningChecksum,
  ) {
    // A reset; what it means is told by `close`.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#onClose());
    socket.on('drain', () => this.#served?.drained());
    // Whatever the client still sends is read and dropped, so that its end is seen. Half-closed is gone: nobody reads a
    // stream from there.
    socket.on('data', ignore);
    socket.on('end', () => socket.destroy());
    socket.resume();
  }

  /**
   * Sends the head of a response with the first frames, in one write, and owns its socket from there on. It may be full
   * then, as after any write.
   * @throws ClientGoneError
   */
  static begin(
    response: ServerResponse,
    headers: StreamHeaders,
    encoding: Encoding,
    timers: Timers,
    text: string,
  ): StreamConnection {
    const given = isGzip(encoding) ? new RunningChecksum() : undefined;
    given?.add(text);
    const coded = given ? { ...headers, 'content-encoding': 'gzip' } : headers;
    const socket = takeOverSocket(response, coded, isChunked(encoding), encodeFirst(text, encoding));
    return new StreamConnection(socket, encoding, timers, given);
  }

  /** Whether it is closed, or about to be. */
  get isGone(): boolean {
    return this.socket.destroyed;
  }

  /** From here on `served` is told what happens. */
  serve(served: Served): void {
    this.#served = served;
  }

  /** Events as bytes. Whatever is encoded must be written, in the order in which it was encoded. */
  encodeEvents(selection: Selection): Buffer {
    const bytes = selection.bytes(this.encoding);
    this.given?.addShared(selection.checksum);
    return bytes;
  }

  /** A frame of this connection's own as bytes; see {@link encodeEvents}. */
  encode(text: string): Buffer {
    this.given?.add(text);
    return encodeFrame(text, this.encoding);
  }

  /** The same for the last frame there is, with the end of the body behind it. */
  encodeLast(text: string): Buffer {
    return Buffer.concat([this.encode(text), this.encodeEnd()]);
  }

  /** What the body ends with, where nothing comes after what was written. */
  encodeEnd(): Buffer {
    return encodeEnd(this.encoding, this.given);
  }

  /**
   * Closes this side, and the whole connection when the client does not close its own in time.
   * @param last is written before
   */
  end(last?: Buffer): void {
    this.#served = undefined;
    if (this.isGone) return;
    if (last) this.socket.write(last);
    this.socket.end();
    this.#grace ??= this.timers.after(CLOSE_GRACE_MS, () => this.socket.destroy());
  }

  /** Cuts it. */
  destroy(): void {
    this.socket.destroy();
  }

  #onClose(): void {
    this.#grace?.cancel();
    const served = this.#served;
    this.#served = undefined;
    served?.closed();
  }
}

const ignore = (): void => undefined;
