import { randomUUID } from 'node:crypto';
import { madeOnce } from './made-once.js';
import { query, startPostgres, type TestPostgres } from './postgres.js';

/** A database of one test, on a PostgreSQL that its process keeps. */
export interface OwnDatabase {
  readonly url: string;
  /** Closes all connections and removes it. */
  drop(): Promise<void>;
}

/** Makes what each database begins with, in the empty database at `url`. */
export type Prepare = (url: string) => Promise<void>;

/** Name of the database that others are copies of. */
const TEMPLATE = 'template_of_tests';

const at = (url: string, database: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).href;

/** The files of a server with the template, which takes seconds to make: once a run. */
const filesWithTemplate = (name: string, prepare: Prepare): Promise<string> =>
  madeOnce(`postgres-${name}`, async (path) => {
    const postgres = await startPostgres();
    try {
      await query(postgres.url, `create database ${TEMPLATE}`);
      await prepare(at(postgres.url, TEMPLATE));
      await postgres.copyFiles(path);
    } finally {
      await postgres.stop();
    }
  });

/**
 * Returns a function that creates a database in some 50 ms. Its server starts with the first one, and ends with this process.
 * @param name of what they begin with, in this run
 * @throws Error (the function) when PostgreSQL’s programs are missing
 */
export function databasesFrom(name: string, prepare: Prepare): () => Promise<OwnDatabase> {
  let started: Promise<TestPostgres> | undefined;
  const start = async (): Promise<TestPostgres> => startPostgres({ files: await filesWithTemplate(name, prepare) });
  return async () => {
    started ??= start();
    // The next test tries again.
    started.catch(() => (started = undefined));
    const { url } = await started;
    const database = `test_${randomUUID().replaceAll('-', '')}`;
    await query(url, `create database ${database} template ${TEMPLATE} strategy file_copy`);
    return { url: at(url, database), drop: () => query(url, `drop database if exists ${database} with (force)`) };
  };
}
