import { existsSync } from 'node:fs';
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

/** Nchan, where Debian and its kin put modules of nginx; one that is linked into nginx itself needs none. */
const NCHAN_MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/** @returns {string | undefined} why there is no Nchan here, and how to get it */
export function nchanAbsence() {
  if (!findNginx()) return 'nginx is not installed (Debian: apt-get install nginx libnginx-mod-nchan)';
  if (!existsSync(NCHAN_MODULE)) return 'nginx has no Nchan module (Debian: apt-get install libnginx-mod-nchan)';
  return undefined;
}

/**
 * An nginx with one worker, everything of it in one folder, for Nchan.
 * @param {{ folder: string, connections: number, http?: string, server: string }} parts settings of its own
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
 * The command that runs nginx on the `nginx.conf` of its folder.
 * @param {string} folder
 * @returns {[program: string, ...args: string[]]}
 */
export const nginxCommand = (folder) => [
  findNginx() ?? 'nginx',
  ...['-p', folder, '-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`],
];

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
