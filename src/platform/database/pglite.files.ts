import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTreePrivate } from '../config/private-files.js';
import { StartupError } from '../config/startup-error.js';

/** The version of PostgreSQL that PGlite is, which writes the files. */
const POSTGRES_VERSION = '18';

/**
 * Makes a database's files where there are none. They come into being beside their place and are moved there whole: a
 * process that is killed meanwhile leaves nothing that looks like a database.
 * @param make makes a database in an empty or missing directory and closes it
 * @throws StartupError where there are files that are no database, or one of another version
 */
export async function makeFilesOnce(directory: string, make: (directory: string) => Promise<void>): Promise<void> {
  if (hasFiles(directory)) return;
  const unfinished = `${directory}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  await make(unfinished);
  makeTreePrivate(unfinished);
  rmSync(directory, { recursive: true, force: true });
  renameSync(unfinished, directory);
  syncDirectory(dirname(directory));
}

/** PGlite takes a directory without `PG_VERSION` for a new one and writes over what is there. */
function hasFiles(directory: string): boolean {
  const names = namesIn(directory);
  if (names.length === 0) return false;
  const file = join(directory, 'PG_VERSION');
  if (!names.includes('PG_VERSION')) {
    throw new StartupError(
      `${file} is missing, though other files of a database are there. No new database is started beside them. ` +
        `${wayOut(directory)} Where nothing else is lost, the file holds one line: ${POSTGRES_VERSION}`,
    );
  }
  const version = readFileSync(file, 'utf8').trim();
  if (version !== POSTGRES_VERSION) {
    throw new StartupError(
      version === ''
        ? `${file} is empty. ${wayOut(directory)}`
        : `${file} says that PostgreSQL ${version} wrote the database; this Bellhop reads ${POSTGRES_VERSION}. ` +
            'Start the Bellhop that wrote it.',
    );
  }
  return true;
}

/** What somebody can do whose files are damaged. */
export const wayOut = (directory: string): string =>
  `Put ${directory} back from a backup, or move it away to start empty.`;

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A rename is on the disk only when its directory is. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
