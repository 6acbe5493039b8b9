import { fileURLToPath } from 'node:url';
import { startPeer } from './peer.ts';
import type { ServerKind } from './stream-server.ts';

/** Nest’s own `@Sse()` on Fastify: what a Nest application has without Bellhop. */
export const nestSse: ServerKind = {
  name: 'Nest @Sse',
  absence: async () => undefined,
  start: () => {
    const program = fileURLToPath(new URL('../peers/nest-sse.mjs', import.meta.url));
    return startPeer({
      name: 'Nest @Sse',
      command: (port) => [process.execPath, program, String(port)],
      env: { ...process.env, NODE_ENV: 'production' },
    });
  },
};
