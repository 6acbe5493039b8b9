import { chmodSync, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from './startup-error.js';

/** Writing by the group, and anything by others. */
const GROUP_WRITE_AND_OTHERS = 0o027;
const GROUP_AND_OTHERS = 0o077;
const WRITE_BY_OTHERS = 0o022;

/**
 * Takes the rights of others on what is in a data directory, which may come from a backup or an older version. The
 * group may go on reading the database's files, as PostgreSQL allows it.
 * @param own names in the directory that are the server's
 * @throws StartupError where the rights cannot be taken, or the directory is shared with something else
 */
export function makePrivate(directory: string, own: ReadonlySet<string>): void {
  // Windows has no such modes.
  if (process.platform === 'win32') return;
  const names = readdirSync(directory);
  const { mode } = statSync(directory);
  if (mode & WRITE_BY_OTHERS) {
    const stranger = names.find((name) => !own.has(name));
    if (stranger !== undefined) {
      throw new StartupError(
        `${directory} may be written by other users, and holds more than Bellhop's data (${stranger}). ` +
          'Set DATA_DIR to a directory of its own, or take the right to write from others: chmod go-w.',
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

/** For a directory that nobody else has business in. @throws StartupError where rights cannot be taken */
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
      `${path} is open to other users, and that cannot be changed: ${(error as Error).message}. ` +
        'Make it belong to the user that Bellhop runs as.',
    );
  }
}
