import { HttpClient } from './http-client.ts';
import { freePort, PinnedProcess } from './pinned-process.ts';
import { SAMPLE_EVENT } from './sample-event.ts';
import type { StreamPlace, StreamServer } from './stream-server.ts';

export interface PeerOptions {
  readonly name: string;
  /** Program and arguments for a port. */
  readonly command: (port: number) => readonly [command: string, ...args: string[]];
  readonly env?: NodeJS.ProcessEnv;
  /** Processes to measure, if not only the started one. */
  readonly pids?: (pid: number) => Promise<readonly number[]>;
  /** Cleans up when it has ended. */
  readonly cleanUp?: () => void;
}

const PUBLISHING_CONNECTIONS = 8;

/** Starts a server that streams `/stream/<org>` to anyone and accepts events by `POST /publish/<org>`. */
export async function startPeer({ name, command, env, pids, cleanUp }: PeerOptions): Promise<StreamServer> {
  const port = await freePort();
  const [program, ...args] = command(port);
  const child = await PinnedProcess.start(program, args, {
    port,
    isNode: program === process.execPath,
    ...(env && { env }),
  });
  const counted = (await pids?.(child.pid)) ?? [child.pid];
  const client = new HttpClient(port, PUBLISHING_CONNECTIONS);
  return {
    name,
    port,
    pids: counted,
    streamRequest: ({ org, gzip }: StreamPlace) =>
      [
        `GET /stream/${org} HTTP/1.1`,
        'host: 127.0.0.1',
        'accept: text/event-stream',
        ...(gzip ? ['accept-encoding: gzip'] : []),
        '',
        '',
      ].join('\r\n'),
    publish: async (org, events) => {
      const path = `/publish/${org}`;
      const headers = { 'content-type': 'application/json' };
      await Promise.all(
        Array.from({ length: events }, () => client.sendOk({ method: 'POST', path, headers, body: SAMPLE_EVENT })),
      );
    },
    forceGc: () => child.forceGc(),
    stop: async () => {
      client.close();
      await child.stop();
      cleanUp?.();
    },
  };
}
