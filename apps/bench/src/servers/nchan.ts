import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from '../../../../tools/lib/programs.mjs';
import { until } from '../load/until.ts';
import { childrenOf } from '../measure/children.ts';
import { startPeer } from './peer.ts';
import type { ServerKind } from './stream-server.ts';

/** Where Debian and its kin put dynamic modules; a module linked into nginx itself needs none. */
const MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';
/** Not on every user's PATH. */
const DEBIAN_NGINX = '/usr/sbin/nginx';

const WORKER_LIMIT_MS = 5_000;

const findNginx = (): string | undefined =>
  findOnPath(['nginx']) ?? (existsSync(DEBIAN_NGINX) ? DEBIAN_NGINX : undefined);

/** Nchan, the pub/sub module of nginx, written in C: one worker, messages in its own memory. */
export const nchan: ServerKind = {
  name: 'Nchan',
  absence: async () => {
    if (!findNginx()) return 'nginx is not installed (Debian: apt-get install nginx libnginx-mod-nchan)';
    if (!existsSync(MODULE)) return 'nginx has no Nchan module (Debian: apt-get install libnginx-mod-nchan)';
    return undefined;
  },
  start: () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-bench-nchan-'));
    return startPeer({
      name: 'Nchan',
      command: (port) => {
        writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port));
        return [
          findNginx() ?? 'nginx',
          '-p',
          folder,
          '-e',
          join(folder, 'error.log'),
          '-c',
          join(folder, 'nginx.conf'),
        ];
      },
      pids: async (master) => {
        // nginx listens before it has its worker.
        await until(
          () => childrenOf(master).length > 0,
          WORKER_LIMIT_MS,
          () => 'nginx: a worker',
        );
        return [master, ...childrenOf(master)];
      },
      cleanUp: () => rmSync(folder, { recursive: true, force: true }),
    });
  },
};

const configuration = (folder: string, port: number): string => `
load_module ${MODULE};
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 19000; }
http {
  access_log off;
  tcp_nodelay on;
  keepalive_requests 1000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  nchan_shared_memory_size 256M;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location ~ ^/stream/(\\w+)$ {
      nchan_subscriber eventsource;
      nchan_channel_id $1;
      nchan_subscriber_first_message newest;
      nchan_eventsource_ping_interval 15;
    }
    location ~ ^/publish/(\\w+)$ {
      nchan_publisher;
      nchan_channel_id $1;
      nchan_message_buffer_length 200;
      nchan_message_timeout 25s;
    }
  }
}
`;
