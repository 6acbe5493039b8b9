import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { run } from './command.mjs';
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs';
import { Failure } from './failure.mjs';
import { findOnPath, isProgram } from './programs.mjs';

/** Where Debian keeps the server programs of each version; they are not on PATH there. */
const DEBIAN_VERSIONS = '/usr/lib/postgresql';

/**
 * The folder with PostgreSQL's server programs; `POSTGRES_BIN` wins, then PATH, then the newest that Debian installed.
 * @returns {string | undefined}
 */
export function findPostgres() {
  const debian = existsSync(DEBIAN_VERSIONS) ? readdirSync(DEBIAN_VERSIONS).map(Number).filter(Number.isInteger) : [];
  const onPath = findOnPath(['initdb']);
  const folders = [
    process.env.POSTGRES_BIN,
    // What is on PATH may be a link to one of the programs alone; its own folder has the others as well.
    onPath && dirname(realpathSync(onPath)),
    ...debian.sort((a, b) => b - a).map((version) => `${DEBIAN_VERSIONS}/${version}/bin`),
  ];
  return folders.find((folder) => folder && isProgram(`${folder}/initdb`) && isProgram(`${folder}/postgres`));
}

/** Debian starts a database of its own with a fresh installation; the tests start theirs, so that one is stopped. */
async function stopDebianClusters() {
  const list = await run('pg_lsclusters', ['--no-header']);
  if (list.code !== 0) return;
  for (const line of list.output.split('\n')) {
    const [version, name, , status] = line.trim().split(/\s+/);
    if (version && name && status?.startsWith('online')) await run('pg_ctlcluster', [version, name, 'stop']);
  }
}

/**
 * PostgreSQL's server programs for the tests, installed if that is possible here.
 * @returns {Promise<string>} the folder they are in
 * @throws {Failure} saying what to install
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
      'The tests start a PostgreSQL of their own, and its server programs were not found. Install PostgreSQL 15 or ' +
        'newer (Debian, as root: `apt-get install postgresql`) or name the folder of `initdb` in POSTGRES_BIN, and run ' +
        'the command again.',
    );
  }
  return folder;
}
