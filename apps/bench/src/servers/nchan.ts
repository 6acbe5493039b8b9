import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nchanAbsence, nchanConfiguration, nginxCommand } from '../../../../tools/lib/nginx.mjs';
import { childrenOf } from '../measure/children.ts';
import { until } from '../measure/until.ts';
import { startPeer } from './peer.ts';
import type { ServerKind } from './stream-server.ts';

const WORKER_LIMIT_MS = 5_000;

/** Nchan, nginx’s pub/sub module in C: one worker, messages in memory. */
export const nchan: ServerKind = {
  name: 'Nchan',
  absence: () => Promise.resolve(nchanAbsence()),
  start: () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-bench-nchan-'));
    return startPeer({
      name: 'Nchan',
      command: (port) => {
        writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port));
        return nginxCommand(folder);
      },
      pids: async (master) => {
        // nginx listens before its worker exists.
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

const configuration = (folder: string, port: number): string =>
  nchanConfiguration({
    folder,
    connections: 19_000,
    http: 'tcp_nodelay on; keepalive_requests 1000000;',
    server: `
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
    }`,
  });
