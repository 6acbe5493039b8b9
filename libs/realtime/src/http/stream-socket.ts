import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RunningChecksum } from '../channels/checksum.js';
import { encodeEnd, encodeFirst, encodeFrame, type Encoding, isChunked, isGzip } from '../channels/encoding.js';
import type { Selection } from '../channels/selection.js';
import type { Timer } from '../time/clock.js';
import { type StreamHeaders, takeOverSocket } from './take-over-socket.js';
import type { Peer } from './tcp-table.js';

/** The part of a socket that a stream uses. */
export type NodeSocket = Pick<
  Socket,
  'write' | 'end' | 'destroy' | 'on' | 'resume' | 'destroyed' | 'writableLength' | 'writableNeedDrain'
> &
  Peer;

interface Timers {
  after(delayMs: number, task: () => void): Timer;
}

/** The owner of a stream on a connection. */
export interface SocketOwner {
  /** The socket was full and has drained. */
  drained(): void;
  /** The connection is closed. Called once, and not after {@link StreamSocket.end}. */
  closed(): void;
}

/** How long a client may take to close its side after the last bytes, in milliseconds. */
const CLOSE_GRACE_MS = 2_000;

/**
 * Owns a socket taken from Node's HTTP server until it is closed: errors are handled here, with or without a stream on
 * it, and nothing of it stays behind.
 *
 * States: *open*, with or without a {@link serve}d stream; *ending*, when everything has been written and the client
 * has {@link CLOSE_GRACE_MS} to close its side; *closed*, final.
 */
export class StreamSocket {
  #owner: SocketOwner | undefined;
  #grace: Timer | undefined;

  /**
   * @param timers shared timers; a resolution of 0.1 s is enough
   * @param given checksum of everything written, for the trailer of a gzip body; not used otherwise
   */
  constructor(
    readonly socket: NodeSocket,
    readonly encoding: Encoding,
    private readonly timers: Timers,
    private readonly given?: RunningChecksum,
  ) {
    // A reset; the `close` event reports it.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#onClose());
    socket.on('drain', () => this.#owner?.drained());
    // Bytes that the client still sends are read and dropped, to notice its end. A half-closed connection counts as
    // closed: nobody reads a stream there.
    socket.on('data', ignore);
    socket.on('end', () => socket.destroy());
    socket.resume();
  }

  /**
   * Sends the head of a response and the first frames in one write, and owns the socket from then on. The socket may be
   * full afterwards, as after any write.
   * @throws ClientGoneError
   */
  static begin(
    response: ServerResponse,
    headers: StreamHeaders,
    encoding: Encoding,
    timers: Timers,
    text: string,
  ): StreamSocket {
    const given = isGzip(encoding) ? new RunningChecksum() : undefined;
    given?.add(text);
    const coded = given ? { ...headers, 'content-encoding': 'gzip' } : headers;
    const socket = takeOverSocket(response, coded, isChunked(encoding), encodeFirst(text, encoding));
    return new StreamSocket(socket, encoding, timers, given);
  }

  /** Whether it is closed or about to be. */
  get isGone(): boolean {
    return this.socket.destroyed;
  }

  /** From now on, reports the connection's events to `served`. */
  serve(owner: SocketOwner): void {
    this.#owner = owner;
  }

  /** Encodes events as bytes. All encoded bytes must be written, in the order of encoding. */
  encodeEvents(selection: Selection): Buffer {
    const bytes = selection.bytes(this.encoding);
    this.given?.addShared(selection.checksum);
    return bytes;
  }

  /** Encodes a control frame as bytes; see {@link encodeEvents}. */
  encode(text: string): Buffer {
    this.given?.add(text);
    return encodeFrame(text, this.encoding);
  }

  /** The same for the last frame, followed by the end of the body. */
  encodeLast(text: string): Buffer {
    return Buffer.concat([this.encode(text), this.encodeEnd()]);
  }

  /** Encodes the end of the body. */
  encodeEnd(): Buffer {
    return encodeEnd(this.encoding, this.given);
  }

  /**
   * Closes this side, and destroys the socket if the client does not close its own in time.
   * @param last bytes to write first
   */
  end(last?: Buffer): void {
    this.#owner = undefined;
    if (this.isGone) return;
    if (last) this.socket.write(last);
    this.socket.end();
    this.#grace ??= this.timers.after(CLOSE_GRACE_MS, () => this.socket.destroy());
  }

  /** Destroys the socket. */
  destroy(): void {
    this.socket.destroy();
  }

  #onClose(): void {
    this.#grace?.cancel();
    const owner = this.#owner;
    this.#owner = undefined;
    owner?.closed();
  }
}

const ignore = (): void => undefined;
