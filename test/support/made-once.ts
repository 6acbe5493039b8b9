import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Set by `test/support/test-directory.mjs` when a run begins. */
const VARIABLE = 'BELLHOP_TEST_DIRECTORY';

/** A folder that all processes of a test run share, and that goes with the run; outside of a run, with this process. */
export function runDirectory(): string {
  let directory = process.env[VARIABLE];
  if (directory === undefined) {
    const own = mkdtempSync(join(tmpdir(), 'bellhop-tests-'));
    // PostgreSQL runs as a user of its own, which has to come through.
    chmodSync(own, 0o755);
    process.once('exit', () => rmSync(own, { recursive: true, force: true }));
    process.env[VARIABLE] = directory = own;
  }
  return directory;
}

/**
 * Something on the disk that takes long to make and that all tests of a run share, whichever process they are in: the first
 * that asks makes it, and who asks meanwhile waits.
 * @param name of a file or folder in {@link runDirectory}
 * @param make puts it at the path that it is given
 * @returns where it is; to be read only
 */
export async function madeOnce(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const directory = runDirectory();
  const made = join(directory, name);
  const changes = watch(directory);
  try {
    // Looked at after the watch has begun: what is there by then was not told.
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
    // Where it failed, another one tries.
    rmdirSync(`${path}.making`);
  }
}

/** To make a folder succeeds for one of those who try. */
function isFirst(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
