import { connect, type Socket } from 'node:net';
import { MarkerCounter } from './marker-counter.ts';

export interface StreamOptions {
  readonly port: number;
  /** Request line and headers, with the empty line that ends them. */
  readonly request: string;
  /** What each event contains exactly once. */
  readonly marker: Buffer;
  /** Called with every piece of the body, after it was counted. */
  readonly onBytes?: ((piece: Buffer) => void) | undefined;
}

const HEAD_END = Buffer.from('\r\n\r\n');
/** One buffer for all sockets: each piece is counted before the next one is read. */
const SHARED = Buffer.allocUnsafe(256 * 1024);

/** One connection to a stream: a bare socket that counts events and keeps nothing. */
export class ClientStream {
  /** Settles when the response has begun; rejects when it is not a 200 or the connection ends before. */
  readonly opened: Promise<void>;
  readonly #counter: MarkerCounter;
  readonly #socket: Socket;
  #head: Buffer | undefined = Buffer.alloc(0);
  #ended = false;
  /** Bytes of the body, with the framing of HTTP. */
  bytes = 0;

  constructor({ port, request, marker, onBytes }: StreamOptions) {
    this.#counter = new MarkerCounter(marker);
    let settle: (error?: Error) => void = () => undefined;
    this.opened = new Promise((resolve, reject) => (settle = (error) => (error ? reject(error) : resolve())));
    // Whoever opens a stream without waiting for it looks at its counts.
    this.opened.catch(() => undefined);
    const body = (piece: Buffer): void => {
      this.bytes += piece.length;
      this.#counter.add(piece);
      onBytes?.(piece);
    };
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: SHARED,
        callback: (length, buffer) => {
          const piece = Buffer.from(buffer.buffer, buffer.byteOffset, length);
          if (this.#head === undefined) body(piece);
          else this.#readHead(piece, body, settle);
          return true;
        },
      },
    });
    this.#socket.write(request);
    const end = (): void => {
      this.#ended = true;
      settle(new Error('the connection ended before the stream began'));
    };
    this.#socket.on('error', end);
    this.#socket.on('close', end);
    this.#socket.on('end', () => this.#socket.destroy());
  }

  /** Events so far. */
  get events(): number {
    return this.#counter.count;
  }

  get isOpen(): boolean {
    return !this.#ended && this.#head === undefined;
  }

  close(): void {
    this.#socket.destroy();
  }

  #readHead(piece: Buffer, body: (piece: Buffer) => void, settle: (error?: Error) => void): void {
    const head = Buffer.concat([this.#head ?? Buffer.alloc(0), piece]);
    const end = head.indexOf(HEAD_END);
    if (end === -1) {
      this.#head = head;
      return;
    }
    const [statusLine = ''] = head.toString('latin1', 0, end).split('\r\n');
    if (!statusLine.startsWith('HTTP/1.1 200')) {
      settle(new Error(`the server answered ${statusLine}`));
      this.#socket.destroy();
      return;
    }
    this.#head = undefined;
    const rest = head.subarray(end + HEAD_END.length);
    if (rest.length > 0) body(rest);
    settle();
  }
}
