import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readlinkSync, renameSync, rmSync, symlinkSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Set by `test/support/test-directory.mjs` at the start of a run. */
const VARIABLE = 'BELLHOP_TEST_DIRECTORY';

/** How often a waiting process checks that the one that creates is still alive. */
const LIVENESS_MS = 500;

/** Returns a folder shared by all processes of a test run and removed with it; outside of a run, with this process. */
export function runDirectory(): string {
  let directory = process.env[VARIABLE];
  if (directory === undefined) {
    const own = mkdtempSync(join(tmpdir(), 'bellhop-tests-'));
    // PostgreSQL runs as another user, who must be able to enter.
    chmodSync(own, 0o755);
    process.once('exit', () => rmSync(own, { recursive: true, force: true }));
    process.env[VARIABLE] = directory = own;
  }
  return directory;
}

/**
 * Creates something slow on disk once for all processes of a test run: the first caller creates it, and others wait. If its
 * process dies, another one creates it.
 * @param name of a file or folder in {@link runDirectory}
 * @param make creates it at the given path
 * @returns its path; read only
 */
export async function madeOnce(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const directory = runDirectory();
  const made = join(directory, name);
  const changes = watch(directory);
  try {
    // Checked after the watch has started, which does not report existing files.
    while (!existsSync(made)) {
      if (acquire(`${made}.making`)) await makeWhole(made, make);
      else await once(changes, 'change', { signal: AbortSignal.timeout(LIVENESS_MS) }).catch(() => undefined);
    }
  } finally {
    changes.close();
  }
  return made;
}

async function makeWhole(path: string, make: (path: string) => Promise<void>): Promise<void> {
  const part = `${path}.part-${process.pid}`;
  try {
    // The former owner may have finished between the caller's check and its lock.
    if (existsSync(path)) return;
    await make(part);
    // Two create it if both found the same dead owner; the first one counts.
    if (!existsSync(path)) renameSync(part, path);
  } finally {
    rmSync(part, { recursive: true, force: true });
    // After a failure, another process tries.
    rmSync(`${path}.making`, { force: true });
  }
}

/** Takes the lock: a symbolic link to its owner's process id, because only a link appears together with its content. */
function acquire(lock: string): boolean {
  try {
    symlinkSync(String(process.pid), lock);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (!isAlive(ownerOf(lock))) rmSync(lock, { force: true });
    return false;
  }
}

function ownerOf(lock: string): number | undefined {
  try {
    return Number(readlinkSync(lock));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** `undefined`, a lock that was just released, counts as alive: there is nothing to remove. */
function isAlive(pid: number | undefined): boolean {
  try {
    if (pid !== undefined) process.kill(pid, 0);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    throw error;
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
