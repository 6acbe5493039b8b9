import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isTakenOver, persistentListener } from '@bellhop/realtime';
import { networkOf } from './client-network.js';
import type { ConnectionReport } from './connection-report.js';
import { type ConnectionBounds, ConnectionTable, type Full } from './connection-table.js';
import type { Described } from './describe-error.js';
import { answerUnread } from './problem-reply.js';

/** Milliseconds a refused client has to read the reason, and how many may at a time: each costs a socket. */
const FAREWELL_MS = 1_000;
const MAX_FAREWELLS = 100;

const REFUSALS: Readonly<Record<Full, Described>> = {
  network: { code: 'rate_limited', detail: 'Too many open connections from this address.' },
  total: { code: 'unavailable', detail: 'Too many open connections.' },
};

/**
 * Accepts no more connections than `bounds` allow, before reading any of a request. Every accepted connection has an address,
 * which stays readable after a reset by the peer, so counting by address always works.
 * @param isProxy whether an address is a proxy, which carries the connections of many clients
 * @param report receives counts of closed and refused connections
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
    // Node asks the kernel once and caches the result. The kernel has none for a peer that is already gone; no response would reach it.
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
      persistentListener(() => table.remove(socket)),
    );
    for (const serve of serving) serve.call(server, socket);
  });

  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    table.begin(socket);
    response.on('close', onResponseClose);
  });

  /** Shared by all responses. A stream outlives its response in Node's eyes. */
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
    // Reads and discards input: unread bytes would make the kernel reset the connection before the client has the response.
    socket.resume();
    answerUnread(socket, REFUSALS[full]);
  }
}
