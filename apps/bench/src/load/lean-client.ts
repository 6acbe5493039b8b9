import { connect, type Socket } from 'node:net';
import { ResponseReader } from './response-reader.ts';

/** Shared by all connections: each piece is processed before the next arrives. */
const SHARED = Buffer.allocUnsafe(256 * 1024);

/**
 * Keep-alive connections that send prepared requests and read only the status: a tenth of the cost of Node’s client,
 * which matters when the database shares the load generator’s core.
 */
export class LeanClient {
  readonly #connections: readonly LeanConnection[];
  readonly #free: LeanConnection[];
  readonly #waiting: ((connection: LeanConnection) => void)[] = [];

  private constructor(connections: readonly LeanConnection[]) {
    this.#connections = connections;
    this.#free = [...connections];
  }

  static async open(port: number, connections: number): Promise<LeanClient> {
    return new LeanClient(await Promise.all(Array.from({ length: connections }, () => LeanConnection.open(port))));
  }

  /**
   * Sends a request once a connection is free.
   * @param request head and body
   * @returns the status
   * @throws Error when the connection is lost
   */
  async send(request: Buffer): Promise<number> {
    const connection =
      this.#free.pop() ?? (await new Promise<LeanConnection>((resolve) => this.#waiting.push(resolve)));
    const status = await connection.send(request);
    const next = this.#waiting.shift();
    if (next) next(connection);
    else this.#free.push(connection);
    return status;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

class LeanConnection {
  readonly #socket: Socket;
  readonly #reader = new ResponseReader();
  #settle: ((status: number) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  private constructor(port: number) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: SHARED,
        callback: (length, buffer) => {
          this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, length));
          return true;
        },
      },
    });
    this.#socket.on('error', (error) => this.#fail?.(error));
    this.#socket.on('close', () => this.#fail?.(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<LeanConnection> {
    return new Promise((resolve, reject) => {
      const connection = new LeanConnection(port);
      connection.#fail = reject;
      connection.#socket.once('connect', () => resolve(connection));
    });
  }

  send(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#fail = undefined;
    this.#socket.destroy();
  }

  #read(piece: Buffer): void {
    try {
      const status = this.#reader.add(piece);
      if (status !== undefined) this.#settle?.(status);
    } catch (error) {
      this.#fail?.(error as Error);
    }
  }
}

/** Returns the bytes of a request for {@link LeanClient.send}. */
export function requestBytes(
  method: 'GET' | 'POST',
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: object,
): Buffer {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const fields = {
    host: '127.0.0.1',
    ...headers,
    ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`${method} ${path} HTTP/1.1`, ...lines, '', text ?? ''].join('\r\n'));
}
