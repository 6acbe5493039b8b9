import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { run } from './command.mjs';
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs';
import { Failure } from './failure.mjs';
import { findOnPath, isProgram } from './programs.mjs';

/** Where Debian installs the server programs of each version, outside PATH. */
const DEBIAN_VERSIONS = '/usr/lib/postgresql';

/**
 * Finds the folder of PostgreSQL’s server programs: `POSTGRES_BIN`, then PATH, then Debian’s newest.
 * @returns {string | undefined}
 */
export function findPostgres() {
  const debian = existsSync(DEBIAN_VERSIONS) ? readdirSync(DEBIAN_VERSIONS).map(Number).filter(Number.isInteger) : [];
  const onPath = findOnPath(['initdb']);
  const folders = [
    process.env.POSTGRES_BIN,
    // The program on PATH may be a link; the folder it points to contains the others.
    onPath && dirname(realpathSync(onPath)),
    ...debian.sort((a, b) => b - a).map((version) => `${DEBIAN_VERSIONS}/${version}/bin`),
  ];
  return folders.find((folder) => folder && isProgram(`${folder}/initdb`) && isProgram(`${folder}/postgres`));
}

/** A fresh Debian installation starts a database; the tests start their own, so that one is stopped. */
async function stopDebianClusters() {
  const list = await run('pg_lsclusters', ['--no-header']);
  if (list.code !== 0) return;
  for (const line of list.output.split('\n')) {
    const [version, name, , status] = line.trim().split(/\s+/);
    if (version && name && status?.startsWith('online')) await run('pg_ctlcluster', [version, name, 'stop']);
  }
}

/**
 * Finds PostgreSQL’s server programs for the tests, and installs them where possible.
 * @returns {Promise<string>} their folder
 * @throws {Failure} that says what to install
 */
export async function ensurePostgres() {
  let folder = findPostgres();
  if (!folder && canInstallDebianPackages()) {
    await installDebianPackages(['postgresql']);
    await stopDebianClusters();
    folder = findPostgres();
  }
  if (!folder) {
    throw new Failure(
      'The tests start their own PostgreSQL, and its server programs were not found. Install PostgreSQL 15 or ' +
        'newer (Debian, as root: `apt-get install postgresql`) or set POSTGRES_BIN to the folder of `initdb`, and run ' +
        'the command again.',
    );
  }
  return folder;
}
