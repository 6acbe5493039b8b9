import { execFile } from 'node:child_process';
import { chown, cp, mkdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPostgres } from '../../../../tools/lib/postgresql.mjs';
import { OwnedProcess } from './owned-process.ts';

const run = promisify(execFile);
const READY = /ready to accept (?:read-only )?connections/;
const START_LIMIT_MS = 120_000;
const USER = 'bellhop';

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root; the user `postgres` comes with its package. */
async function identity(): Promise<Identity | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const entry = /^postgres:[^:]*:(\d+):(\d+):/m.exec(await readFile('/etc/passwd', 'utf8'));
  if (!entry) throw new Error('There is no user "postgres" to run PostgreSQL as: install the package postgresql.');
  return { uid: Number(entry[1]), gid: Number(entry[2]) };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A PostgreSQL on the harness’s own data directory, which can be stopped, killed, copied and promoted. */
export class PostgresServer {
  /** Contains `data`. */
  readonly folder: string;
  readonly port: number;
  readonly #variables: Readonly<Record<string, string>>;
  #process: OwnedProcess | undefined;

  private constructor(folder: string, port: number, variables: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.port = port;
    this.#variables = variables;
  }

  /** Creates a data directory in `folder`, empty or a copy of `template`. */
  static async create(
    folder: string,
    template?: string,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<PostgresServer> {
    const server = new PostgresServer(folder, await freePort(), variables);
    await mkdir(folder, { recursive: true });
    const owner = await identity();
    if (owner) await chown(folder, owner.uid, owner.gid);
    if (template) await run('cp', ['-a', join(template, 'data'), folder]);
    else
      await server.tool('initdb', [
        '-D',
        server.data,
        '-U',
        USER,
        '-A',
        'trust',
        '-E',
        'UTF8',
        '--locale=C',
        '--no-sync',
      ]);
    return server;
  }

  /** Creates a standby in `folder` that follows `primary`. */
  static async follow(primary: PostgresServer, folder: string): Promise<PostgresServer> {
    const server = new PostgresServer(folder, await freePort(), {});
    await mkdir(folder, { recursive: true });
    const owner = await identity();
    if (owner) await chown(folder, owner.uid, owner.gid);
    const from = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', USER];
    await server.tool('pg_basebackup', ['-D', server.data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync', ...from]);
    return server;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  get url(): string {
    return PostgresServer.urlAt(this.port);
  }

  static urlAt(port: number): string {
    return `postgres://${USER}@127.0.0.1:${port}/postgres`;
  }

  get isRunning(): boolean {
    return this.#process?.isRunning ?? false;
  }

  get output(): string {
    return this.#process?.output ?? '';
  }

  async start(): Promise<void> {
    const options = ['fsync=off', 'full_page_writes=off', 'max_connections=200', 'shared_buffers=32MB'];
    const args = ['-D', this.data, '-k', this.folder, '-h', '127.0.0.1', '-p', String(this.port)];
    const { PATH = '' } = process.env;
    this.#process = new OwnedProcess(
      [this.program('postgres'), ...args, ...options.flatMap((option) => ['-c', option])],
      { cwd: this.folder, env: { PATH, ...this.#variables }, ...(await identity()) },
      'QUIT',
    );
    await this.#process.says(READY, START_LIMIT_MS);
  }

  /** Ends it: in order by `SIGINT`, at once like a crash by `SIGQUIT`. */
  async down(signal: 'SIGINT' | 'SIGQUIT' = 'SIGQUIT'): Promise<void> {
    await this.#process?.end(signal);
  }

  /** Restarts it if it has ended. */
  async ensureRunning(): Promise<void> {
    if (!this.isRunning) await this.start();
  }

  /** Sends a signal to the server and all its processes. */
  async signalAll(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1').catch(() => '');
    for (const child of [pid, ...children.trim().split(' ').filter(Boolean).map(Number)]) {
      try {
        process.kill(child, signal);
      } catch {
        // It ended meanwhile.
      }
    }
  }

  /** Runs a statement over a new connection without a proxy. */
  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.connected(async (client) => (await client.query<Row>(sql, [...values])).rows);
  }

  async connected<T>(use: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Ends every other connection and waits until they are gone. */
  async dropClients(): Promise<void> {
    await this.connected(async (client) => {
      for (let left = 1; left > 0;) {
        const { rows } = await client.query<{ left: string }>(
          `select count(pg_terminate_backend(pid)) as left from pg_stat_activity
           where backend_type = 'client backend' and pid <> pg_backend_pid()`,
        );
        left = Number(rows[0]?.left ?? 0);
      }
    });
  }

  program(name: string): string {
    const bin = findPostgres();
    if (bin === undefined) throw new Error('PostgreSQL’s server programs were not found: set POSTGRES_BIN.');
    return join(bin, name);
  }

  /** Runs one of PostgreSQL’s programs as the server’s user. */
  async tool(name: string, args: readonly string[]): Promise<void> {
    const { PATH = '' } = process.env;
    await run(this.program(name), args, { cwd: this.folder, env: { PATH }, maxBuffer: 1e8, ...(await identity()) });
  }

  /** Copies the data directory; the server must be down. */
  async copyTo(folder: string): Promise<void> {
    await cp(this.data, folder, { recursive: true, preserveTimestamps: true });
  }
}
