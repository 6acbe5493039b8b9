import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveEmbeddedFiles } from '../../../support/embedded-files.ts';
import type { Database } from '../schedule.ts';
import { Instance } from './instance.ts';
import { PostgresServer } from './postgres-server.ts';
import { TcpProxy } from './proxy.ts';

/** Signs the tokens of every instance. */
export const JWT_SECRET = 'a secret for fault runs that is long enough';

/** What a run needs of {@link Templates}. */
export type RunFolders = Pick<Templates, 'of' | 'runFolder'>;

/** Folders with a database that has tables and demo data, created once and copied for each run. */
export class Templates {
  readonly #folder: string;
  readonly #made = new Map<Database, Promise<string>>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<Templates> {
    const folder = await mkdtemp(join(tmpdir(), 'bellhop-faults-'));
    // PostgreSQL runs as another user, who must be able to enter.
    await chmod(folder, 0o755);
    return new Templates(folder);
  }

  /** Returns the folder that contains `data`. */
  of(database: Database): Promise<string> {
    let made = this.#made.get(database);
    if (!made) {
      made = database === 'embedded' ? this.#embedded() : this.#postgres();
      this.#made.set(database, made);
      // The next run tries again: else one slow start would fail all that follow.
      made.catch(() => this.#made.delete(database));
    }
    return made;
  }

  /** Creates a folder for one run. */
  async runFolder(): Promise<string> {
    const folder = await mkdtemp(join(this.#folder, 'run-'));
    await chmod(folder, 0o755);
    return folder;
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  async #embedded(): Promise<string> {
    const folder = join(this.#folder, 'embedded');
    await giveEmbeddedFiles(join(folder, 'data'), true);
    return folder;
  }

  async #postgres(): Promise<string> {
    const postgres = await PostgresServer.create(join(this.#folder, 'postgres'));
    await postgres.start();
    try {
      await startOnce({ DATABASE_URL: postgres.url, JWT_SECRET, DEMO: 'true' });
    } finally {
      await postgres.down('SIGINT');
    }
    return postgres.folder;
  }
}

async function startOnce(variables: Readonly<Record<string, string>>): Promise<void> {
  const instance = new Instance(await TcpProxy.open(0), variables);
  try {
    await instance.start();
  } finally {
    await instance.down('SIGTERM');
    await instance.proxy.close();
  }
}
