import { fileURLToPath } from 'node:url';
import { SERVER_FLAGS } from '../../../../../tools/lib/server-process.mjs';
import type { Tenant } from '../bellhop/tenants.ts';
import { startPeer } from '../peer.ts';
import type { StreamServer } from '../stream-server.ts';

const PROGRAM = fileURLToPath(new URL('../../peers/bare-fastify.mjs', import.meta.url));

/**
 * Only Fastify and `pg`: the minimum cost of a change, a list and a request in this runtime, with Bellhop’s flags.
 * @param url of its database
 */
export async function startBare(url: string, tenants: readonly Tenant[]): Promise<StreamServer> {
  const server = await startPeer({
    name: 'Fastify + pg',
    command: (port) => [process.execPath, ...SERVER_FLAGS, PROGRAM, String(port), url],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return {
    ...server,
    streamRequest: ({ org }) =>
      `GET /stream/${tenants[org]?.orgId ?? ''} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n`,
    publish: () => Promise.reject(new Error('requests to the bare server are made by those who measure them')),
  };
}

/** Headers that identify a user to the bare server. */
export const bareHeaders = ({ orgId, sessions: [session] }: Tenant): Record<string, string> => ({
  'x-org': orgId,
  'x-user': session?.userId ?? '',
});
