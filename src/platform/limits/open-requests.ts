import type { Socket } from 'node:net';
import { isTakenOver, persistentListener, watchClient } from '@bellhop/realtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { networkOf } from '../http/client-network.js';
import { sendProblem } from '../http/problem-reply.js';
import { ProblemException } from '../http/problem.js';

const RETRY_SECONDS = 1;

/**
 * Limits the concurrent requests of a client network behind a proxy, streams and polls included. There, connections belong to
 * the proxy and do not identify clients. Direct clients are limited by their connections.
 * @param isProxy whether an address is trusted to report a request's origin
 */
export function openRequestLimit(perNetwork: number, isProxy: (address: string) => boolean) {
  const open = new Map<string, number>();
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { socket } = request.raw;
    if (socket.remoteAddress === undefined || !isProxy(socket.remoteAddress)) return undefined;
    const network = networkOf(request.ip);
    const others = open.get(network) ?? 0;
    if (others >= perNetwork) {
      void reply.header('retry-after', String(RETRY_SECONDS));
      sendProblem(request, reply, new ProblemException('rate_limited', 'Too many open requests from this address.'));
      return reply;
    }
    open.set(network, others + 1);
    onceOver(request, reply, () => {
      const left = (open.get(network) ?? 0) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
    return undefined;
  };
}

/** Calls `onOver` once: when the response is complete, or when the connection closes if a stream has taken it over. */
function onceOver({ raw }: FastifyRequest, reply: FastifyReply, onOver: () => void): void {
  const { socket } = raw;
  let isOver = false;
  const over = (): void => {
    if (!isOver) onOver();
    isOver = true;
  };
  const stopWatching = watchClient(raw, () => {
    if (isStream(socket)) socket.on('close', persistentListener(over));
    else over();
  });
  reply.raw.once('close', () => {
    stopWatching();
    if (!isStream(socket)) over();
  });
}

const isStream = (socket: Socket): boolean => isTakenOver(socket) && !socket.destroyed;
