import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTreePrivate } from '../config/private-files.js';
import { StartupError } from '../config/startup-error.js';

/** PostgreSQL version of PGlite, which writes the files. */
const POSTGRES_VERSION = '18';

/**
 * Creates a database's files if there are none. They are created under another name and renamed when complete, so that a
 * process killed meanwhile leaves nothing that looks like a database.
 * @param make creates a database in an empty or missing directory and closes it
 * @throws StartupError for files that are not a database, or of another PostgreSQL version
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

/** Checks first, because PGlite initialises a directory without `PG_VERSION` and overwrites what is there. */
function hasFiles(directory: string): boolean {
  const names = namesIn(directory);
  if (names.length === 0) return false;
  const file = join(directory, 'PG_VERSION');
  if (!names.includes('PG_VERSION')) {
    throw new StartupError(
      `${file} is missing, but other database files exist, so no new database is created there. ` +
        `${wayOut(directory)} If nothing else is missing, create the file with this line: ${POSTGRES_VERSION}`,
    );
  }
  const version = readFileSync(file, 'utf8').trim();
  if (version !== POSTGRES_VERSION) {
    throw new StartupError(
      version === ''
        ? `${file} is empty. ${wayOut(directory)}`
        : `${file} shows that PostgreSQL ${version} wrote the database; this version of Bellhop reads ${POSTGRES_VERSION}. ` +
            'Start the version that wrote it.',
    );
  }
  return true;
}

/** Advice for damaged files. */
export const wayOut = (directory: string): string =>
  `Restore ${directory} from a backup, or move it away to start with an empty database.`;

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A rename is durable only after its directory is synced. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
