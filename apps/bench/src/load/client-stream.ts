import { connect, type Socket } from 'node:net';

/** Counts events in the bytes of a stream. */
export interface EventCounter {
  readonly count: number;
  /** @param piece as it came, cut anywhere; its memory is used again */
  add(piece: Buffer): void;
}

export interface StreamOptions {
  readonly port: number;
  /** Request line and headers, with the empty line that ends them. */
  readonly request: string;
  readonly counter: EventCounter;
  /** Called with every piece of the body, after it was counted. */
  readonly onBytes?: ((piece: Buffer) => void) | undefined;
  /** How fast it reads until {@link ClientStream.hurry}. @default as fast as bytes come */
  readonly bytesPerSecond?: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
/** One buffer for all sockets: each piece is counted before the next one is read. */
const SHARED = Buffer.allocUnsafe(256 * 1024);

/** One connection to a stream: a bare socket that counts events and keeps nothing. */
export class ClientStream {
  /** Settles when the response has begun; rejects when it is not a 200 or the connection ends before. */
  readonly opened: Promise<void>;
  readonly #counter: EventCounter;
  readonly #socket: Socket;
  #head: Buffer | undefined = Buffer.alloc(0);
  #ended = false;
  #bytesPerSecond: number | undefined;
  #pause: NodeJS.Timeout | undefined;
  /** Bytes of the body, with the framing of HTTP. */
  bytes = 0;

  constructor({ port, request, counter, onBytes, bytesPerSecond }: StreamOptions) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#counter = counter;
    let settle: (error?: Error) => void = () => undefined;
    this.opened = new Promise((resolve, reject) => (settle = (error) => (error ? reject(error) : resolve())));
    // Whoever opens a stream without waiting for it looks at its counts.
    this.opened.catch(() => undefined);
    const body = (piece: Buffer): void => {
      this.bytes += piece.length;
      counter.add(piece);
      onBytes?.(piece);
    };
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        // A socket reads no more at a time than fits.
        buffer: bytesPerSecond === undefined ? SHARED : Buffer.allocUnsafe(bytesPerSecond),
        callback: (length, buffer) => {
          const piece = Buffer.from(buffer.buffer, buffer.byteOffset, length);
          if (this.#head === undefined) body(piece);
          else this.#readHead(piece, body, settle);
          return this.#bytesPerSecond === undefined || this.#rest(length / this.#bytesPerSecond);
        },
      },
    });
    this.#socket.write(request);
    const end = (): void => {
      this.#ended = true;
      clearTimeout(this.#pause);
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

  /** The connection's port at this end. */
  get localPort(): number | undefined {
    return this.#socket.localPort;
  }

  /** Reads as fast as bytes come from now on. */
  hurry(): void {
    this.#bytesPerSecond = undefined;
    clearTimeout(this.#pause);
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** @returns false, which makes the socket read nothing until it is resumed */
  #rest(seconds: number): false {
    this.#pause = setTimeout(() => this.#socket.resume(), seconds * 1000);
    return false;
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
