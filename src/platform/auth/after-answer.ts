import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { sqlState } from '../database/database.errors.js';

/**
 * Work that no answer waits for: what is only done for accounts that exist must not be seen in the time an answer
 * takes, and a slow mail server must not hold anybody up. Stopping the application waits for it; what a crash cuts off
 * is asked for again by whoever misses it.
 */
@Injectable()
export class AfterAnswer implements BeforeApplicationShutdown {
  readonly #log = new Logger('AfterAnswer');
  readonly #underWay = new Set<Promise<void>>();

  /**
   * Begins `work` when the answer under way has been handed over. What it throws is logged without its message, which
   * may quote what was written to the database.
   * @param name for the log
   */
  run(name: string, work: () => Promise<void>): void {
    const done = new Promise<void>((resolve) => setImmediate(resolve))
      .then(work)
      .catch((error: unknown) => this.#log.error(`${name} failed: ${kindOf(error)}`))
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  /** Settles when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.settled();
  }
}

/** Its name and code, never its message. */
function kindOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const name = 'name' in error ? String(error.name) : 'Error';
  const code = sqlState(error) ?? ('code' in error ? String(error.code) : undefined);
  return code === undefined ? name : `${name} (${code})`;
}
