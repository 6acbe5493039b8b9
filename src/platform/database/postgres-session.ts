import { Socket } from 'node:net';
import pg from 'pg';
import { PreparedStatements } from './prepared-statements.js';

/** A connection to PostgreSQL that can be given up at once, however little the other side answers. */
export class PostgresSession extends pg.Client {
  /** Whether somebody has it now. */
  inUse = true;
  /** Whether statements are prepared on it: where none comes again, it would be of no use. */
  prepares = true;
  readonly prepared = new PreparedStatements();
  readonly #socket: Socket;
  #lost = false;
  #destroyed = false;

  constructor(config: pg.ClientConfig = {}) {
    const socket = new Socket();
    super({ ...config, stream: () => socket });
    this.#socket = socket;
    // The statement under way is told as well; without a listener the process would end for it.
    this.on('error', () => (this.#lost = true));
    this.on('end', () => (this.#lost = true));
  }

  /** Whether nothing can be asked any more. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** Whether it was lost by {@link destroy}. */
  get isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** Cuts the connection. What is under way on it rejects; nothing is said to the server, which may not be listening. */
  destroy(): void {
    if (!this.#lost) this.#lost = this.#destroyed = true;
    this.#socket.destroy();
  }
}
