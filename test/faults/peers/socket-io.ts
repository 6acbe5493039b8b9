import { fileURLToPath } from 'node:url';
import { io } from 'socket.io-client';
import { OwnedProcess } from '../harness/world/owned-process.ts';
import { COME_BACK_MS, type Peer } from './peer.ts';

const SERVER = fileURLToPath(new URL('socket-io-server.mjs', import.meta.url));
const START_LIMIT_MS = 30_000;

/** With connection state recovery and the in-memory adapter that it comes with. */
export const socketIo: Peer = {
  name: 'Socket.IO',
  absence: () => undefined,
  start: async () => {
    let server: OwnedProcess;
    let port = 0;
    const launch = async (): Promise<void> => {
      server = new OwnedProcess([process.execPath, SERVER]);
      const [, told] = await server.says(/listening on (\d+)/, START_LIMIT_MS);
      port = Number(told);
    };
    await launch();
    return {
      get port() {
        return port;
      },
      publish: async (text) => {
        const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: text });
        if (!answer.ok) throw new Error(`answered ${answer.status}`);
      },
      read: (at, onMessage) => {
        const socket = io(`http://127.0.0.1:${at}`, {
          transports: ['websocket'],
          reconnectionDelay: COME_BACK_MS,
          reconnectionDelayMax: COME_BACK_MS,
          forceNew: true,
        });
        socket.on('message', onMessage);
        return { close: () => void socket.close() };
      },
      kill: async () => {
        await server.end('SIGKILL');
        await launch();
      },
      stop: () => server.end('SIGKILL'),
    };
  },
};
