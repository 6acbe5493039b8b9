import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { madeOnce } from './made-once.ts';
import { findPostgres } from '../../tools/lib/postgresql.mjs';
import { freePort } from './free-port.mjs';

export interface PostgresOptions {
  /** Whether commits wait for the disk; off is faster and survives everything except a power cut. @default false */
  readonly fsync?: boolean;
}

/** A test’s own empty PostgreSQL, on a free port of the loopback interface. */
export interface TestPostgres {
  readonly url: string;
  /** Lines of its log since the start. */
  readonly log: readonly string[];
  /** Closes all connections, ends the server and removes its files; idempotent. */
  stop(): Promise<void>;
}

const USER = 'bellhop';
const READY = /database system is ready to accept connections/;
const PORT_TAKEN = /could not bind|Address already in use/;
const ATTEMPTS = 5;

/**
 * Owns the server and its folder: it ends the server and removes the folder as soon as its own stdin ends, which
 * happens when the test says so and when the test’s process dies in any way.
 */
const KEEPER = `
  bin=$1 folder=$2 port=$3 fsync=$4 files=$5
  if cp -a "$files" "$folder/data"; then
    "$bin/postgres" -D "$folder/data" -k "$folder" -h 127.0.0.1 -p "$port" \\
      -c fsync="$fsync" -c full_page_writes="$fsync" -c max_connections=200 &
    cat >/dev/null
    kill -QUIT $! 2>/dev/null
    wait
  fi
  rm -rf "$folder"
`;

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root; the user `postgres` comes with its package. */
function identity(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entry = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+):/m);
  if (!entry) throw new Error('There is no user "postgres" to run PostgreSQL as: install the package postgresql.');
  return { uid: Number(entry[1]), gid: Number(entry[2]) };
}

/** The files of an empty server, which take a second to create. */
const clusterFiles = (bin: string, runAs: Identity | undefined): Promise<string> =>
  madeOnce('postgres', async (path) => {
    await mkdir(path);
    if (runAs) await chown(path, runAs.uid, runAs.gid);
    const settings = ['-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    await promisify(execFile)(join(bin, 'initdb'), ['-D', path, ...settings], { cwd: path, ...runAs });
  });

/** Settles when the server accepts connections; rejects with its output when it ends before. */
function ready(keeper: ChildProcess, said: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!keeper.stderr) throw new Error('the server has no stderr to read');
    createInterface({ input: keeper.stderr }).on('line', (line) => {
      said.push(line);
      if (READY.test(line)) resolve();
      if (/FATAL/.test(line)) reject(new Error(`PostgreSQL did not start:\n${said.join('\n')}`));
    });
    keeper.once('error', reject);
    keeper.once('exit', () => reject(new Error(`PostgreSQL ended:\n${said.join('\n')}`)));
  });
}

/** Closes the keeper’s stdin, which makes it clean up, and waits until it has. */
async function end(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const gone = new Promise((resolve) => keeper.once('exit', resolve));
  keeper.stdin?.end();
  await gone;
}

async function startOnce(bin: string, fsync: boolean): Promise<TestPostgres> {
  const runAs = identity();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-postgres-'));
  if (runAs) chownSync(folder, runAs.uid, runAs.gid);
  const files = await clusterFiles(bin, runAs);
  const keeper = spawn('sh', ['-c', KEEPER, 'keeper', bin, folder, String(port), fsync ? 'on' : 'off', files], {
    cwd: folder,
    // A separate process group: Ctrl-C in the terminal must not end the keeper before it has cleaned up.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    ...runAs,
  });
  const log: string[] = [];
  try {
    await ready(keeper, log);
  } catch (error) {
    await end(keeper);
    throw error;
  }
  return { url: `postgres://${USER}@127.0.0.1:${port}/postgres`, log, stop: () => end(keeper) };
}

/**
 * Starts a PostgreSQL for a test in about a second. It ends with {@link TestPostgres.stop} or with this process.
 * @throws Error when the server programs are missing; `npm test` installs them where it can
 */
export async function startPostgres({ fsync = false }: PostgresOptions = {}): Promise<TestPostgres> {
  const bin = findPostgres();
  if (!bin) throw new Error('PostgreSQL’s server programs were not found: run `npm test`, or set POSTGRES_BIN.');
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(bin, fsync);
    } catch (error) {
      // Another process may take the free port before the server does.
      const portTaken = error instanceof Error && PORT_TAKEN.test(error.message);
      if (!portTaken || attempt === ATTEMPTS) throw error;
    }
  }
}
