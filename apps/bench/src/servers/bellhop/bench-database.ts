import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOrFail } from '../../../../../tools/lib/command.mjs';
import type { DatabaseJob, DatabaseTask, LogWeight, Tenant } from './tenants.ts';

/** Signs the access tokens of the benchmark’s servers. */
export const JWT_SECRET = 'a secret of the benchmark alone, and of nobody else';

const PROGRAM = fileURLToPath(new URL('./database-program.ts', import.meta.url));

/** A database with orgs, users and sessions, in a temporary folder or on a PostgreSQL. */
export class BenchDatabase {
  readonly tenants: readonly Tenant[];
  readonly folder: string;
  /** PostgreSQL’s URL; undefined: PGlite in {@link folder}. */
  readonly url: string | undefined;

  private constructor(folder: string, tenants: readonly Tenant[], url?: string) {
    this.folder = folder;
    this.tenants = tenants;
    this.url = url;
  }

  /** @param quietOrgs number of orgs without users */
  static async make(usersPerOrg: readonly number[], quietOrgs = 0, url?: string): Promise<BenchDatabase> {
    const folder = newFolder();
    const empty = new BenchDatabase(folder, [], url);
    const tenants = (await empty.#work({ do: 'seed', usersPerOrg, quietOrgs })) as Tenant[];
    return new BenchDatabase(folder, tenants, url);
  }

  /** Copies it to a new folder, for a server to start from. */
  copy(): BenchDatabase {
    const folder = newFolder();
    cpSync(this.folder, folder, { recursive: true });
    return new BenchDatabase(folder, this.tenants);
  }

  /** Appends events while no server is running. */
  async append(orgIds: readonly string[], eventsPerOrg: number): Promise<void> {
    await this.#work({ do: 'append', orgIds, eventsPerOrg });
  }

  async weighLog(): Promise<LogWeight> {
    return (await this.#work({ do: 'weigh-log' })) as LogWeight;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    folders.delete(this.folder);
  }

  async #work(task: DatabaseTask): Promise<unknown> {
    mkdirSync(join(this.folder, 'data'), { recursive: true });
    const answer = join(this.folder, 'answer.json');
    const job: DatabaseJob = {
      database: this.url === undefined ? { directory: join(this.folder, 'data') } : { url: this.url },
      task,
      answer,
    };
    const file = join(this.folder, 'job.json');
    writeFileSync(file, JSON.stringify(job));
    await runOrFail("The benchmark's database could not be prepared.", process.execPath, [PROGRAM, file]);
    return JSON.parse(readFileSync(answer, 'utf8'));
  }
}

const folders = new Set<string>();
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-bench-'));
  folders.add(folder);
  return folder;
}
