import type { SqlDriver } from '../../src/platform/database/sql-driver.js';

/** Tells whether a database is at work, and when it has finished. */
export class WatchedDriver {
  #underWay = 0;
  #waiting: (() => void)[] = [];

  get isIdle(): boolean {
    return this.#underWay === 0;
  }

  /** Settles when nothing is under way. */
  async untilIdle(): Promise<void> {
    while (!this.isIdle) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  /** Returns the driver, watched. */
  around(driver: SqlDriver): SqlDriver {
    return {
      run: (...args) => this.#watch(driver.run(...args)),
      commit: (...args) => this.#watch(driver.commit(...args)),
      transaction: (...args) => this.#watch(driver.transaction(...args)),
      ping: () => this.#watch(driver.ping()),
      close: () => driver.close(),
    };
  }

  async #watch<T>(work: Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work;
    } finally {
      this.#underWay -= 1;
      if (this.isIdle) for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }
}
