import { chmodSync, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from './startup-error.js';

/** Group write, and any access by others. */
const GROUP_WRITE_AND_OTHERS = 0o027;
const GROUP_AND_OTHERS = 0o077;
const WRITE_BY_OTHERS = 0o022;

/**
 * Removes other users' access to the contents of a data directory, which may come from a backup or an older version. The
 * group may still read the database's files, as PostgreSQL allows.
 * @param own names in the directory that belong to the server
 * @throws StartupError when access cannot be removed, or the directory is shared with other content
 */
export function makePrivate(directory: string, own: ReadonlySet<string>): void {
  // Windows has no file modes.
  if (process.platform === 'win32') return;
  const names = readdirSync(directory);
  const { mode } = statSync(directory);
  if (mode & WRITE_BY_OTHERS) {
    const stranger = names.find((name) => !own.has(name));
    if (stranger !== undefined) {
      throw new StartupError(
        `${directory} is writable by other users and contains other files (${stranger}). ` +
          'Set DATA_DIR to a directory of its own, or remove write access for others: chmod go-w.',
      );
    }
    take(directory, WRITE_BY_OTHERS, mode);
  }
  for (const name of names.filter((each) => own.has(each))) {
    const path = join(directory, name);
    const stats = statSync(path);
    if (stats.isDirectory()) makeTreePrivate(path, stats);
    else take(path, GROUP_AND_OTHERS, stats.mode);
  }
}

/** Removes others' access to a directory used by the server alone. @throws StartupError when access cannot be removed */
export function makeTreePrivate(directory: string, stats: Stats = statSync(directory)): void {
  if (process.platform === 'win32') return;
  take(directory, GROUP_WRITE_AND_OTHERS, stats.mode);
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const found = lstatSync(path);
    if (found.isDirectory()) makeTreePrivate(path, found);
    else if (found.isFile()) take(path, GROUP_WRITE_AND_OTHERS, found.mode);
  }
}

function take(path: string, rights: number, mode: number): void {
  if (!(mode & rights)) return;
  try {
    chmodSync(path, mode & 0o7777 & ~rights);
  } catch (error) {
    throw new StartupError(
      `${path} is accessible to other users, and its permissions cannot be changed: ${(error as Error).message}. ` +
        'Change its owner to the user that Bellhop runs as.',
    );
  }
}
