import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nchanAbsence, nchanConfiguration, nginxCommand } from '../../../tools/lib/nginx.mjs';
import { pause } from '../harness/pause.ts';
import { OwnedProcess } from '../harness/world/owned-process.ts';
import { EventStream } from './event-stream.ts';
import type { Peer } from './peer.ts';

const START_LIMIT_MS = 10_000;

/** Messages in nginx’s memory, as many and as old as the other servers keep. */
export const nchan: Peer = {
  name: 'Nchan',
  absence: nchanAbsence,
  start: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bellhop-nchan-'));
    const port = await freePort();
    await writeFile(join(folder, 'nginx.conf'), configuration(folder, port));
    let server: OwnedProcess;
    const launch = async (): Promise<void> => {
      server = new OwnedProcess(nginxCommand(folder));
      for (const limit = performance.now() + START_LIMIT_MS; ; await pause(20)) {
        const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
        if (answer?.ok) return;
        if (performance.now() > limit) throw new Error(`nginx did not start:\n${server.output}`);
      }
    };
    const kill = async (): Promise<void> => {
      // The worker first: without a master it would live on and keep the port, and a running master would start
      // another.
      server.signal('SIGSTOP');
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

const configuration = (folder: string, port: number): string =>
  nchanConfiguration({
    folder,
    connections: 512,
    http: 'client_max_body_size 8m;',
    server: `
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
    }`,
  });
