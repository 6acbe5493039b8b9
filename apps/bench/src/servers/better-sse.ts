import { fileURLToPath } from 'node:url';
import { startPeer } from './peer.ts';
import type { ServerKind } from './stream-server.ts';

/** The npm package better-sse on Node’s http: sessions and channels. */
export const betterSse: ServerKind = {
  name: 'better-sse',
  absence: async () => undefined,
  start: () => {
    const program = fileURLToPath(new URL('../peers/better-sse.mjs', import.meta.url));
    return startPeer({
      name: 'better-sse',
      command: (port) => [process.execPath, program, String(port)],
      env: { ...process.env, NODE_ENV: 'production' },
    });
  },
};
