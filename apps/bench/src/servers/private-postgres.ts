import { readFileSync } from 'node:fs';
import pg from 'pg';
import { startPostgres } from '../../../../test/support/postgres.ts';
import { childrenOf } from '../measure/children.ts';

/** A PostgreSQL of the benchmark's own on the load's core, which waits for the disk at each commit as in production. */
export class PrivatePostgres {
  readonly url: string;
  readonly #observer: pg.Client;
  readonly #postmaster: number;
  readonly #stop: () => Promise<void>;

  private constructor(url: string, observer: pg.Client, postmaster: number, stop: () => Promise<void>) {
    this.url = url;
    this.#observer = observer;
    this.#postmaster = postmaster;
    this.#stop = stop;
  }

  static async start(): Promise<PrivatePostgres> {
    const server = await startPostgres({ fsync: true });
    const observer = new pg.Client({ connectionString: server.url });
    await observer.connect();
    const { rows } = await observer.query<{ pid: number }>('select pg_backend_pid() as pid');
    const status = readFileSync(`/proc/${rows[0]?.pid ?? 0}/status`, 'latin1');
    const postmaster = Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]);
    return new PrivatePostgres(server.url, observer, postmaster, () => server.stop());
  }

  /** Its processes as they are now: each connection has one. */
  get pids(): readonly number[] {
    return [this.#postmaster, ...childrenOf(this.#postmaster)];
  }

  /**
   * Transactions so far in the database at {@link url}; outside of transactions each query is one. A backend reports its
   * own about once a second.
   */
  async transactions(): Promise<number> {
    const { rows } = await this.#observer.query<{ n: string }>(
      'select xact_commit + xact_rollback as n from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.n);
  }

  async stop(): Promise<void> {
    await this.#observer.end();
    await this.#stop();
  }
}
