import type { SqlDriver } from '../../src/platform/database/sql-driver.js';

/** Tells whether a database is at work. */
export class WatchedDriver {
  #underWay = 0;

  get isIdle(): boolean {
    return this.#underWay === 0;
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
    }
  }
}
