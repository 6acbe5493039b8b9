import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNginx } from '../../../tools/lib/nginx.mjs';
import { pause } from '../harness/pause.ts';
import { OwnedProcess } from '../harness/world/owned-process.ts';
import { EventStream } from './event-stream.ts';
import type { Peer } from './peer.ts';

/** Where Debian and its kin put dynamic modules. */
const MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';
const START_LIMIT_MS = 10_000;

/** Messages in nginx's own memory, as many and as old as the other servers keep them. */
export const nchan: Peer = {
  name: 'Nchan',
  absence: () =>
    findNginx() !== undefined && existsSync(MODULE)
      ? undefined
      : 'nginx with the Nchan module is not installed (Debian: apt-get install nginx libnginx-mod-nchan)',
  start: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bellhop-nchan-'));
    const port = await freePort();
    await writeFile(join(folder, 'nginx.conf'), configuration(folder, port));
    let server: OwnedProcess;
    const launch = async (): Promise<void> => {
      const own = ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')];
      server = new OwnedProcess([findNginx() ?? 'nginx', ...own]);
      for (const limit = performance.now() + START_LIMIT_MS; ; await pause(20)) {
        const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
        if (answer?.ok) return;
        if (performance.now() > limit) throw new Error(`nginx did not start:\n${server.output}`);
      }
    };
    const kill = async (): Promise<void> => {
      // The worker first: without a master it would go on and keep the port.
      const children = await readFile(`/proc/${server.pid}/task/${server.pid}/children`, 'latin1').catch(() => '');
      for (const pid of children.trim().split(' ').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
      await server.end('SIGKILL');
    };
    await launch();
    return {
      port,
      publish: async (text) => {
        const answer = await fetch(`http://127.0.0.1:${port}/publish`, { method: 'POST', body: text });
        if (!answer.ok) throw new Error(`answered ${answer.status}`);
      },
      read: (at, onMessage) => new EventStream(`http://127.0.0.1:${at}/stream`, {}, ({ data }) => onMessage(data)),
      kill: async () => {
        await kill();
        await launch();
      },
      stop: async () => {
        await kill();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const configuration = (folder: string, port: number): string => `
load_module ${MODULE};
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 512; }
http {
  access_log off;
  client_max_body_size 8m;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  nchan_shared_memory_size 256M;
  server {
    listen 127.0.0.1:${port};
    location = /ready { return 200; }
    location = /stream {
      nchan_subscriber eventsource;
      nchan_channel_id one;
      nchan_subscriber_first_message newest;
      nchan_eventsource_ping_interval 15;
    }
    location = /publish {
      nchan_publisher;
      nchan_channel_id one;
      nchan_message_buffer_length 100000;
      nchan_message_timeout 1h;
    }
  }
}
`;
