import type { Clock } from '@bellhop/realtime';
import { DatabaseUnavailableError } from './database.errors.js';
import type { PostgresSession } from './postgres-session.js';

/**
 * Finds out whether PostgreSQL answers, over a connection of its own: also while all others are taken, and however many
 * ask at once. The connection is kept, so that it is there when the server has none left to give.
 */
export class PostgresProbe {
  #session: PostgresSession | undefined;
  #underWay: Promise<void> | undefined;

  /**
   * @param create makes a session that is not connected yet
   * @param limitMs for connection and answer together
   */
  constructor(
    private readonly create: () => PostgresSession,
    private readonly limitMs: number,
    private readonly clock: Pick<Clock, 'after'>,
  ) {}

  /**
   * Who asks while an answer is under way gets that one.
   * @throws DatabaseUnavailableError when there is none within the limit, or another one than that
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
      throw new DatabaseUnavailableError('the database does not answer', { cause });
    } finally {
      limit.cancel();
    }
  }
}
