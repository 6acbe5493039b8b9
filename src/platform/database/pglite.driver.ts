import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import type { RowMode, RunSql, SqlDriver } from './sql-driver.js';
import { asText, TEMPORAL_TYPES } from './temporal-text.js';

const parsers = Object.fromEntries(TEMPORAL_TYPES.map((type) => [type, asText]));

type Queryable = Pick<PGlite, 'query'>;

const runOn =
  (target: Queryable): RunSql =>
  async (text, params, rows: RowMode) => {
    const { rows: found } = await target.query(text, [...params], { rowMode: rows, parsers });
    return found;
  };

/**
 * PostgreSQL compiled to WebAssembly, in this process. It has one connection: a transaction makes everything else
 * wait. It survives the process being killed, not the power being cut (it never calls fsync).
 */
export class PgliteDriver implements SqlDriver {
  readonly run: RunSql;

  private constructor(private readonly pglite: PGlite) {
    this.run = runOn(pglite);
  }

  /**
   * @param options `dataDir` for files, none for memory; `loadDataDir` starts from a dump
   */
  static async open(options: PGliteOptions): Promise<PgliteDriver> {
    return new PgliteDriver(await PGlite.create(options));
  }

  transaction<T>(work: (run: RunSql) => Promise<T>): Promise<T> {
    return this.pglite.transaction((tx) => work(runOn(tx)));
  }

  /** Everything in the database, as `loadDataDir` takes it. */
  dump(): Promise<File | Blob> {
    return this.pglite.dumpDataDir('none');
  }

  close(): Promise<void> {
    return this.pglite.close();
  }
}
