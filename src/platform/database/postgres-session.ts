import { Socket } from 'node:net';
import pg from 'pg';
import { PreparedStatements } from './prepared-statements.js';

/** A connection to PostgreSQL that can be closed at once, even if the server does not respond. */
export class PostgresSession extends pg.Client {
  /** Whether the connection is checked out of the pool. */
  inUse = true;
  /** Whether to prepare statements; pointless where none is repeated. */
  prepares = true;
  readonly prepared = new PreparedStatements();
  readonly #socket: Socket;
  #lost = false;
  #destroyed = false;

  constructor(config: pg.ClientConfig = {}) {
    const socket = new Socket();
    super({ ...config, stream: () => socket });
    this.#socket = socket;
    // The current statement is rejected as well; without a listener the error would end the process.
    this.on('error', () => (this.#lost = true));
    this.on('end', () => (this.#lost = true));
  }

  /** Whether the connection is unusable. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** Whether {@link destroy} closed the connection. */
  get isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** Destroys the socket and rejects work under way. The server, which may not be listening, is not notified. */
  destroy(): void {
    if (!this.#lost) this.#lost = this.#destroyed = true;
    this.#socket.destroy();
  }
}
