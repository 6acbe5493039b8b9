import { run } from './command.mjs';
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs';
import { Failure } from './failure.mjs';
import { findOnPath, isProgram } from './programs.mjs';

/** Debian keeps it where only root's PATH leads. */
const ELSEWHERE = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'];

/** @returns {string | undefined} path of an nginx; `NGINX_PATH` wins */
export function findNginx() {
  const named = process.env.NGINX_PATH;
  if (named) {
    if (isProgram(named)) return named;
    throw new Failure(`NGINX_PATH names ${named}, and there is no program there: correct it or leave it out.`);
  }
  return findOnPath(['nginx']) ?? ELSEWHERE.find(isProgram);
}

/** Debian starts one of its own with a fresh installation, on port 80; the tests start theirs, so that one is stopped. */
const stopDebianService = () => run('invoke-rc.d', ['nginx', 'stop']);

/**
 * The proxy for the tests, installed if that is possible here.
 * @returns {Promise<string>} path of the executable
 * @throws {Failure} saying what to install
 */
export async function ensureNginx() {
  let path = findNginx();
  if (!path && canInstallDebianPackages()) {
    await installDebianPackages(['nginx']);
    await stopDebianService();
    path = findNginx();
  }
  if (!path) {
    throw new Failure(
      'The tests put an nginx of their own in front of the server, and none was found. Install it (Debian, as ' +
        'root: `apt-get install nginx`) or name its program in NGINX_PATH, and run the command again.',
    );
  }
  return path;
}
