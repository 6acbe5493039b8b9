import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Set by `test/support/test-directory.mjs` at the start of a run. */
const VARIABLE = 'BELLHOP_TEST_DIRECTORY';

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
 * Creates something slow on disk once for all processes of a test run: the first caller creates it, and others wait.
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
      if (isFirst(`${made}.making`)) await makeWhole(made, make);
      else await once(changes, 'change');
    }
  } finally {
    changes.close();
  }
  return made;
}

async function makeWhole(path: string, make: (path: string) => Promise<void>): Promise<void> {
  const part = `${path}.part`;
  try {
    rmSync(part, { recursive: true, force: true });
    await make(part);
    renameSync(part, path);
  } finally {
    // After a failure, another process tries.
    rmdirSync(`${path}.making`);
  }
}

/** Creating a folder succeeds for one process only. */
function isFirst(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
