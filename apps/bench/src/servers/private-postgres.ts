import { readFileSync } from 'node:fs';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres, type TestPostgres } from '../../../../test/support/postgres.ts';
import { childrenOf } from '../measure/children.ts';

const STATEMENT = /LOG: {2}(statement|execute )/;
/** What a change of the settings and a line of the log take to arrive. */
const LOGGED_MS = 500;

/** A PostgreSQL of the benchmark's own on the load's core, which waits for the disk at each commit as in production. */
export class PrivatePostgres {
  readonly url: string;
  readonly #observer: pg.Client;
  readonly #postmaster: number;
  readonly #server: TestPostgres;

  private constructor(server: TestPostgres, observer: pg.Client, postmaster: number) {
    this.url = server.url;
    this.#server = server;
    this.#observer = observer;
    this.#postmaster = postmaster;
  }

  static async start(): Promise<PrivatePostgres> {
    const server = await startPostgres({ fsync: true });
    const observer = new pg.Client({ connectionString: server.url });
    await observer.connect();
    const { rows } = await observer.query<{ pid: number }>('select pg_backend_pid() as pid');
    const status = readFileSync(`/proc/${rows[0]?.pid ?? 0}/status`, 'latin1');
    const postmaster = Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]);
    return new PrivatePostgres(server, observer, postmaster);
  }

  /** Its processes as they are now: each connection has one. */
  get pids(): readonly number[] {
    return [this.#postmaster, ...childrenOf(this.#postmaster)];
  }

  /** Begins and ends what {@link statements} counts. PostgreSQL's own statistics tell it too, up to 10 s late. */
  async logStatements(on: boolean): Promise<void> {
    await this.#observer.query(`alter system set log_statement = '${on ? 'all' : 'none'}'`);
    await this.#observer.query('select pg_reload_conf()');
    // Each connection's process learns it by itself.
    await sleep(LOGGED_MS);
  }

  /** How many statements all connections have run while they were logged. */
  async statements(): Promise<number> {
    await sleep(LOGGED_MS);
    return this.#server.log.filter((line) => STATEMENT.test(line)).length;
  }

  async stop(): Promise<void> {
    await this.#observer.end();
    await this.#server.stop();
  }
}
