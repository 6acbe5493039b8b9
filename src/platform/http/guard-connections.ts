import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isTakenOver, lastingListener } from '@bellhop/realtime';
import { networkOf } from './client-network.js';
import type { ConnectionReport } from './connection-report.js';
import { type ConnectionBounds, ConnectionTable, type Full } from './connection-table.js';
import type { Described } from './describe-error.js';
import { answerUnread } from './problem-reply.js';

/** How long a refused client may take to read why, in milliseconds, and how many may at a time: they cost a socket too. */
const FAREWELL_MS = 1_000;
const MAX_FAREWELLS = 100;

const REFUSALS: Readonly<Record<Full, Described>> = {
  network: { code: 'rate_limited', detail: 'Too many open connections from this address.' },
  total: { code: 'unavailable', detail: 'Too many open connections.' },
};

/**
 * Lets in no more connections than `bounds` say, before anything of a request is read. Each that is let in has an address,
 * which stays readable when the peer has reset it: whoever is counted by address always has one.
 * @param isProxy addresses whose connections are many clients'
 * @param report told of whom it closes or does not let in
 */
export function guardConnections(
  server: Server,
  bounds: ConnectionBounds,
  isProxy: (address: string) => boolean,
  report: ConnectionReport,
): void {
  const table = new ConnectionTable(bounds, () => report.shed());
  report.counts(() => table.size);
  const farewells = new Set<Socket>();
  const serving = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');

  server.on('connection', (socket: Socket) => {
    // Node asks the kernel once and remembers; of a peer that is gone already the kernel tells nothing, nobody can answer it.
    const { remoteAddress: address } = socket;
    if (address === undefined) {
      socket.destroy();
      return;
    }
    const full = table.add(socket, isProxy(address) ? undefined : networkOf(address));
    if (full !== undefined) {
      report.refused(full);
      refuse(socket, full);
      return;
    }
    socket.on(
      'close',
      lastingListener(() => table.remove(socket)),
    );
    for (const serve of serving) serve.call(server, socket);
  });

  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    table.begin(socket);
    response.on('close', onResponseClose);
  });

  /** One function for all responses. A stream goes on when its response is over for Node. */
  function onResponseClose(this: ServerResponse): void {
    const { socket } = this.req;
    if (!isTakenOver(socket)) table.end(socket);
  }

  function refuse(socket: Socket, full: Full): void {
    socket.on('error', () => socket.destroy());
    if (farewells.size >= MAX_FAREWELLS) {
      socket.destroy();
      return;
    }
    farewells.add(socket);
    const limit = setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
    socket.on('close', () => {
      clearTimeout(limit);
      farewells.delete(socket);
    });
    // What it sends is read and thrown away: bytes left unread would make the kernel reset it before it has our answer.
    socket.resume();
    answerUnread(socket, REFUSALS[full]);
  }
}
