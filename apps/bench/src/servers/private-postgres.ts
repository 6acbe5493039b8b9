import { readFileSync } from 'node:fs';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres, type TestPostgres } from '../../../../test/support/postgres.ts';
import { childrenOf } from '../measure/children.ts';

const STATEMENT = /LOG: {2}(statement|execute )/;
/** Delay of a changed setting and of a log line. */
const LOGGED_MS = 500;

/** The benchmark’s own PostgreSQL on the load’s core; each commit waits for the disk, as in production. */
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

  /** Its current processes, one per connection. */
  get pids(): readonly number[] {
    return [this.#postmaster, ...childrenOf(this.#postmaster)];
  }

  /** Starts and stops counting for {@link statements}. PostgreSQL’s own statistics lag by up to 10 s. */
  async logStatements(on: boolean): Promise<void> {
    await this.#observer.query(`alter system set log_statement = '${on ? 'all' : 'none'}'`);
    await this.#observer.query('select pg_reload_conf()');
    // Each connection’s process reads the setting by itself.
    await sleep(LOGGED_MS);
  }

  /** Number of statements of all connections while logged. */
  async statements(): Promise<number> {
    await sleep(LOGGED_MS);
    return this.#server.log.filter((line) => STATEMENT.test(line)).length;
  }

  async stop(): Promise<void> {
    await this.#observer.end();
    await this.#server.stop();
  }
}
