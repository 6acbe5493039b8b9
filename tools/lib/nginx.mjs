import { existsSync } from 'node:fs';
import { run } from './command.mjs';
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs';
import { Failure } from './failure.mjs';
import { findOnPath, isProgram } from './programs.mjs';

/** Debian installs it outside a user’s PATH. */
const ELSEWHERE = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'];

/** @returns {string | undefined} path of nginx; `NGINX_PATH` takes precedence */
export function findNginx() {
  const named = process.env.NGINX_PATH;
  if (named) {
    if (isProgram(named)) return named;
    throw new Failure(`NGINX_PATH is ${named}, which is not a program: correct or unset it.`);
  }
  return findOnPath(['nginx']) ?? ELSEWHERE.find(isProgram);
}

/** Nchan where Debian-like systems install nginx modules; an nginx with Nchan built in is not detected. */
const NCHAN_MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/** @returns {string | undefined} why Nchan is missing, and how to install it */
export function nchanAbsence() {
  if (!findNginx()) return 'nginx is not installed (Debian: apt-get install nginx libnginx-mod-nchan)';
  if (!existsSync(NCHAN_MODULE)) return 'nginx has no Nchan module (Debian: apt-get install libnginx-mod-nchan)';
  return undefined;
}

/**
 * Configuration of an nginx for Nchan with one worker and all its files in one folder.
 * @param {{ folder: string, connections: number, http?: string, server: string }} parts additional settings
 */
export const nchanConfiguration = ({ folder, connections, http = '', server }) => `
load_module ${NCHAN_MODULE};
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections ${connections}; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  nchan_shared_memory_size 256M;
  ${http}
  server {
${server}
  }
}
`;

/**
 * Command that runs nginx with the `nginx.conf` of its folder.
 * @param {string} folder
 * @returns {[program: string, ...args: string[]]}
 */
export const nginxCommand = (folder) => [
  findNginx() ?? 'nginx',
  ...['-p', folder, '-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`],
];

/** A fresh Debian installation starts nginx on port 80; the tests start their own, so that one is stopped. */
const stopDebianService = () => run('invoke-rc.d', ['nginx', 'stop']);

/**
 * Finds the proxy for the tests, and installs it where possible.
 * @returns {Promise<string>} path of the executable
 * @throws {Failure} that says what to install
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
      'The tests start an nginx in front of the server, and none was found. Install it (Debian, as ' +
        'root: `apt-get install nginx`) or set NGINX_PATH to its program, and run the command again.',
    );
  }
  return path;
}
