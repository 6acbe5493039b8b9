import type { Clock } from '@bellhop/realtime';
import { DatabaseUnavailableError } from './database.errors.js';
import type { PostgresSession } from './postgres-session.js';

/**
 * Checks whether PostgreSQL responds, on its own connection: even while all others are in use, and with one query however many
 * callers ask. The connection is kept, so that the check works when the server has none left.
 */
export class PostgresProbe {
  #session: PostgresSession | undefined;
  #underWay: Promise<void> | undefined;

  /**
   * @param create creates a session that is not yet connected
   * @param limitMs limit for connecting and response together
   */
  constructor(
    private readonly create: () => PostgresSession,
    private readonly limitMs: number,
    private readonly clock: Pick<Clock, 'after'>,
  ) {}

  /**
   * Callers that arrive during a check share its result.
   * @throws DatabaseUnavailableError when there is no response within the limit, or an error
   */
  check(): Promise<void> {
    this.#underWay ??= this.#ask().finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }

  close(): void {
    this.#session?.destroy();
  }

  async #ask(): Promise<void> {
    const kept = this.#session?.isLost === false ? this.#session : undefined;
    const session = (this.#session = kept ?? this.create());
    const limit = this.clock.after(this.limitMs, () => session.destroy());
    try {
      if (!kept) await session.connect();
      await session.query('select 1');
    } catch (cause) {
      session.destroy();
      throw new DatabaseUnavailableError('the database does not respond', { cause });
    } finally {
      limit.cancel();
    }
  }
}
