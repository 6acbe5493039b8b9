import { connect, type Socket } from 'node:net';

/** Counts the events in a stream’s bytes. */
export interface EventCounter {
  readonly count: number;
  /** @param piece cut anywhere; its memory is reused */
  add(piece: Buffer): void;
}

export interface StreamOptions {
  readonly port: number;
  /** Request line and headers, including the final empty line. */
  readonly request: string;
  readonly counter: EventCounter;
  /** Called with every piece of the body after it was counted. */
  readonly onBytes?: ((piece: Buffer) => void) | undefined;
  /** Reading speed until {@link ClientStream.hurry}. @default unlimited */
  readonly bytesPerSecond?: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
/** One buffer for all sockets: each piece is counted before the next is read. */
const SHARED = Buffer.allocUnsafe(256 * 1024);

/** One connection to a stream: a bare socket that counts events and stores nothing. */
export class ClientStream {
  /** Settles when the response has started; rejects when it is not a 200 or the connection ends first. */
  readonly opened: Promise<void>;
  readonly #counter: EventCounter;
  readonly #socket: Socket;
  #head: Buffer | undefined = Buffer.alloc(0);
  #ended = false;
  #bytesPerSecond: number | undefined;
  #pause: NodeJS.Timeout | undefined;
  /** Bytes of the body, including HTTP framing. */
  bytes = 0;

  constructor({ port, request, counter, onBytes, bytesPerSecond }: StreamOptions) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#counter = counter;
    let settle: (error?: Error) => void = () => undefined;
    this.opened = new Promise((resolve, reject) => (settle = (error) => (error ? reject(error) : resolve())));
    // Callers that open a stream without awaiting it check its counts.
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
        // A socket reads at most one buffer at a time.
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

  /** The connection’s local port. */
  get localPort(): number | undefined {
    return this.#socket.localPort;
  }

  /** Reads without a speed limit from now on. */
  hurry(): void {
    this.#bytesPerSecond = undefined;
    clearTimeout(this.#pause);
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** @returns false, which pauses the socket until it is resumed */
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
